#include "assets.hpp"

#include <fstream>
#include <iterator>
#include <utility>

namespace storefront {

using target_sdk::error_kind;
using target_sdk::fail;
using target_sdk::result;

namespace {

result<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file)
    return fail(error_kind::invalid_configuration, "cannot read " + path);
  return text;
}

result<void> read_template(html_template& into, const std::string& path) {
  const auto text = read_file(path);
  auto parsed = text ? html_template::parse(*text) : tl::unexpected(text.error());
  if (!parsed)
    return fail(parsed.error().kind, path + ": " + parsed.error().message);
  into = *std::move(parsed);
  return {};
}

} // namespace

result<shop_assets> load_assets(const std::string& directory) {
  shop_assets assets;
  const std::pair<html_template&, const char*> templates[] = {
    {assets.layout, "layout.html"},
    {assets.home, "home.html"},
    {assets.list, "list.html"},
    {assets.product, "product.html"},
    {assets.card, "card.html"},
    {assets.problem, "problem.html"},
    {assets.target_state, "target_state.html"},
  };
  for (const auto& [into, name] : templates)
    if (auto read = read_template(into, directory + '/' + name); !read)
      return tl::unexpected(read.error());

  constexpr std::pair<const char*, const char*> files[] = {
    {"style.css", "text/css; charset=utf-8"},
    {"events.js", "text/javascript; charset=utf-8"},
    {"pictures.svg", "image/svg+xml"},
    {"favicon.svg", "image/svg+xml"},
  };
  for (const auto& [name, type] : files) {
    auto text = read_file(directory + '/' + name);
    if (!text)
      return tl::unexpected(text.error());
    assets.files['/' + std::string(name)] = {
      .headers = {{"Content-Type", type}, {"Cache-Control", "public, max-age=60"}},
      .body = *std::move(text)};
  }
  auto products = read_file(directory + "/products.json");
  if (!products)
    return tl::unexpected(products.error());
  assets.products = *std::move(products);
  return assets;
}

} // namespace storefront
