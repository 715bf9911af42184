#include <boost/test/unit_test.hpp>

#include <string>

#include "decisioning/context/punycode.hpp"
#include "decisioning/context/url.hpp"

using namespace target_sdk::decisioning;

BOOST_AUTO_TEST_SUITE(url)

struct url_row {
  std::string_view url, host, path, query, fragment;
};
const url_row urls[] = {
  {"", "", "", "", ""},
  {"http://www.example.com", "www.example.com", "", "", ""},
  {"https://user:pw@Example.com:8080/a/b.html?q=1&r=%20#top", "Example.com", "/a/b.html",
   "q=1&r=%20", "top"},
  {"//cdn.example.com/x", "cdn.example.com", "/x", "", ""},
  {"www.example.com/foo", "www.example.com", "/foo", "", ""},
  {"localhost:8080", "8080", "", "", ""},
  {"mailto:john@example.com", "example.com", "", "", ""},
  {"http://host:80x/y?q#f", "host", "x", "", ""},
  {"http://host:80x?q#f", "host", "x", "q", "f"},
  {"http://a:b:c@host/", "a", "b:c@host", "", ""},
  {"http://example.com/@john", "example.com", "/@john", "", ""},
  {"http://example.com?mail=a@b", "example.com", "", "mail=a@b", ""},
  {"http://[2001:db8::1]:8080/x", "[2001:db8::1]", "/x", "", ""},
  {"[::1]/x", "[::1]", "/x", "", ""},
  {"http://h/p?a?b#c#d", "h", "/p", "a?b", "c#d"},
  {"http://h/p#one\ntwo", "h", "/p", "", "one"},
  {"http://h/p?x\ny", "h", "/p", "x\ny", ""},
  {"/only/a/path?q", "", "/only/a/path", "q", ""},
  {"?q", "", "", "q", ""},
  {"#f", "", "", "", "f"},
  {"a.b:c/d", "a.b", "c", "", ""},
};

BOOST_AUTO_TEST_CASE(urls_are_split_as_described) {
  for (const auto& row : urls) {
    BOOST_TEST_CONTEXT(row.url) {
      const auto parts = split_url(row.url);
      BOOST_CHECK_EQUAL(parts.host, row.host);
      BOOST_CHECK_EQUAL(parts.path, row.path);
      BOOST_CHECK_EQUAL(parts.query, row.query);
      BOOST_CHECK_EQUAL(parts.fragment, row.fragment);
    }
  }
}

struct host_row {
  std::string host, domain, subdomain, top_level_domain;
};

BOOST_AUTO_TEST_CASE(hosts_are_split_by_the_public_suffix_list) {
  const host_row hosts[] = {
    {"", "", "", ""},
    {"www.example.com", "example.com", "", "com"},
    {"Shop.Example.CO.UK.", "example.co.uk", "shop", "co.uk"},
    {"www.shop.example.com", "example.com", "shop", "com"},
    {"www.www.example.com", "example.com", "www", "com"},
    {"wwwx.example.com", "example.com", "wwwx", "com"},
    {"www.com", "www.com", "", "com"},
    {"a.b.github.io", "b.github.io", "a", "github.io"},
    {"github.io", "github.io", "", ""},
    {"x.foo.ck", "x.foo.ck", "", "foo.ck"},
    {"www.ck", "www.ck", "", "ck"},
    {"Localhost", "Localhost", "", ""},
    {"printer.local", "printer.local", "", ""},
    {"foo.unlisted-tld", "foo.unlisted-tld", "", ""},
    {"127.0.0.1", "127.0.0.1", "", ""},
    {"[::1]", "[::1]", "", ""},
    {"a_b.example.com", "a_b.example.com", "", ""},
    {"-a.example.com", "-a.example.com", "", ""},
    {"a-.example.com", "a-.example.com", "", ""},
    {"a..example.com", "a..example.com", "", ""},
    {"example.com..", "example.com..", "", ""},
    {"a b.com", "a b.com", "", ""},
    {"É.com", "é.com", "", "com"},
    {"例子.公司.cn", "例子.公司.cn", "", "公司.cn"},
  };
  for (const bool is_known : {false, true}) // From before.
    for (const auto& row : hosts)
      BOOST_TEST_CONTEXT(row.host << ' ' << is_known) {
        scratch memory;
        const auto parts = split_host(row.host, memory);
        BOOST_CHECK_EQUAL(parts.domain, row.domain);
        BOOST_CHECK_EQUAL(parts.subdomain, row.subdomain);
        BOOST_CHECK_EQUAL(parts.top_level_domain, row.top_level_domain);
      }
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_utf8_are_no_host) {
  for (const std::string label :
       {"x\xF5\x80\x80\x80", "x\xF7\xBF\xBF\xBF", "x\xF4\x90\x80\x80", "x\xFF", "x\x80", "\xC0\xAF",
        "\xC1\xBF", "\xE0\x80\x80", "\xF0\x80\x80\x80", "\xED\xA0\x80", "\xED\xB0\x80", "\xC3",
        "\xE4\xBE", "\xF0\x9F\x98", "\xF8\x88\x80\x80\x80"}) {
    for (const auto& host : {label, label + ".com", "www." + label + ".example.com", label + '.'}) {
      scratch memory;
      const auto parts = split_host(host, memory);
      BOOST_CHECK_EQUAL(parts.domain, host);
      BOOST_CHECK_EQUAL(parts.subdomain, "");
      BOOST_CHECK_EQUAL(parts.top_level_domain, "");
    }
    BOOST_CHECK_LE(punycode_length(label), 30u);
  }
}

BOOST_AUTO_TEST_CASE(a_host_has_at_most_255_characters) {
  std::string host;
  while (host.size() < 250)
    host += std::string(9, 'a') + '.';
  scratch memory;
  BOOST_CHECK_EQUAL(split_host(host + "co.uk", memory).top_level_domain, "co.uk");
  BOOST_CHECK_EQUAL(split_host(host + "aaa.co.uk", memory).top_level_domain, "");
}

BOOST_AUTO_TEST_CASE(a_label_has_at_most_63_characters) {
  std::string host(63, 'a');
  host += ".com";
  scratch memory;
  BOOST_CHECK_EQUAL(split_host(host, memory).top_level_domain, "com");
  host.insert(0, "a");
  BOOST_CHECK_EQUAL(split_host(host, memory).top_level_domain, "");
}

BOOST_AUTO_TEST_CASE(labels_are_as_long_as_their_punycode) {
  BOOST_CHECK_EQUAL(punycode_length("example"), 7u);
  BOOST_CHECK_EQUAL(punycode_length("bücher"), std::string("xn--bcher-kva").size());
  BOOST_CHECK_EQUAL(punycode_length("例子"), std::string("xn--fsqu00a").size());
  BOOST_CHECK_EQUAL(punycode_length("公司"), std::string("xn--55qx5d").size());
  BOOST_CHECK_EQUAL(punycode_length("\xF4\x8F\xBF\xBF"), std::string("xn--dn32g").size());
}

BOOST_AUTO_TEST_SUITE_END()
