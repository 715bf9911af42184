#include "tests/docs/scope.hpp"

#include <stdexcept>
#include <utility>

namespace docs {
namespace {

constexpr auto patience = 30s;

/// The value, or the failure of the whole fragment.
template <class T>
T or_throw(target_sdk::result<T> answer) {
  if (!answer)
    throw std::runtime_error(to_string(answer.error()));
  return std::move(*answer);
}

} // namespace

// -- captured streams -----------------------------------------------------------------------------

captured_stream::captured_stream(std::ostream& stream)
  : stream_(stream),
    original_(stream.rdbuf(this)) {
}

captured_stream::~captured_stream() {
  stream_.rdbuf(original_);
}

std::string captured_stream::text() const {
  const std::lock_guard lock(mutex_);
  return text_;
}

bool captured_stream::wait_for(std::string_view part) const {
  std::unique_lock lock(mutex_);
  return written_.wait_for(lock, patience, [&] { return text_.find(part) != std::string::npos; });
}

captured_stream::int_type captured_stream::overflow(int_type character) {
  if (character != traits_type::eof()) {
    const char c = traits_type::to_char_type(character);
    xsputn(&c, 1);
  }
  return traits_type::not_eof(character);
}

std::streamsize captured_stream::xsputn(const char* text, std::streamsize size) {
  const std::lock_guard lock(mutex_);
  text_.append(text, static_cast<std::size_t>(size));
  written_.notify_all();
  return size;
}

// -- what fragments find --------------------------------------------------------------------------

scope::scope(std::string server) : server_(std::move(server)) {
}

scope::~scope() {
  client_.reset(); // The system waits for its actors.
  self_.reset();
}

target_sdk::client_options& scope::options() {
  if (!options_)
    options_ = target_sdk::client_options{.client = "acmeclient",
                                          .organization_id = organization_id(),
                                          .timeout = patience,
                                          .server_domain = server_,
                                          .secure = false};
  return *options_;
}

caf::actor_system& scope::system() {
  if (!system_) {
    target_sdk::tune_for_short_calls(config_, 2);
    system_.emplace(config_);
  }
  return *system_;
}

const target_sdk::client& scope::client() {
  if (!client_)
    client_ = or_throw(target_sdk::client::create(system(), options()));
  return *client_;
}

target_sdk::delivery_actor& scope::delivery() {
  delivery_ = client().actors().delivery;
  return delivery_;
}

caf::scoped_actor& scope::self() {
  if (!self_)
    self_.emplace(system());
  return *self_;
}

target_sdk::delivery_request& scope::request() {
  if (!request_)
    request_ = target_sdk::delivery_request{
      .context = target_sdk::context{.channel = target_sdk::channel_type::web,
                                     .address = target_sdk::address{.url = "https://shop.example/"},
                                     .user_agent = "Mozilla/5.0"},
      .execute = target_sdk::execute_request{.mboxes = {{.name = "hero"}}}};
  return *request_;
}

target_sdk::get_offers& scope::call() {
  if (!call_)
    call_ = target_sdk::get_offers{.request = request()};
  return *call_;
}

const target_sdk::offers& scope::offers() {
  if (!offers_)
    offers_ = or_throw(client().get_offers(call()).get());
  return *offers_;
}

target_sdk::send_notifications& scope::report() {
  if (!report_) {
    report_.emplace();
    report_->request.context = request().context;
    report_->request.notifications = {{.id = "n1",
                                       .type = target_sdk::metric_type::display,
                                       .timestamp = 1'700'000'000'000,
                                       .tokens = {"token"},
                                       .mbox = target_sdk::notification_mbox{.name = "hero"}}};
  }
  return *report_;
}

const std::string& scope::organization_id() {
  return organization_id_ = "0123456789ABCDEF@AdobeOrg";
}

const std::string& scope::visitor_cookie() {
  return visitor_cookie_ = "-432600572|MCIDTS|18145|MCMID|12345678901234567890|MCAAMLH-1568321191|6"
                           "|MCOPTOUT-1567683323s|NONE";
}

const std::string& scope::cookie_header() {
  return cookie_header_ = "theme=dark; mbox=session#my-session#9999999999; AMCV_"
                          + target_sdk::percent_encode(organization_id()) + '='
                          + target_sdk::percent_encode(visitor_cookie());
}

const target_sdk::http_headers& scope::browser_headers() {
  return browser_headers_ = {{"Host", "shop.example"},    {"User-Agent", "Mozilla/5.0"},
                             {"Cookie", cookie_header()}, {"Sec-CH-UA", "\"Chromium\";v=\"121\""},
                             {"Sec-CH-UA-Mobile", "?0"},  {"Sec-CH-UA-Platform", "\"macOS\""}};
}

void scope::run_actor(const std::function<void(caf::event_based_actor*)>& body) {
  self()->wait_for(system().spawn(body));
}

// -- how it went ----------------------------------------------------------------------------------

void scope::check(bool holds, const char* expression) {
  if (!holds)
    failed_checks_ += std::string("does not hold: ") + expression + '\n';
}

std::string scope::complaints() const {
  auto all = failed_checks_;
  if (!reached_end_)
    all += "did not reach its end\n";
  if (auto errors = err_.text(); !errors.empty())
    all += "wrote to std::cerr: " + errors + '\n';
  return all;
}

} // namespace docs
