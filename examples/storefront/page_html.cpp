#include "page_html.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>
#include <vector>

#include "target_content.hpp"

namespace storefront {
namespace {

using products = std::vector<product>;

constexpr std::string_view default_hero =
  R"(<section class="hero"><h1>For the days outside</h1></section>)";

std::string with_digits(double number, int digits) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", digits, number);
  return text;
}

std::string milliseconds(std::chrono::microseconds time) {
  return with_digits(static_cast<double>(time.count()) / 1000, 1);
}

std::string price_of(const product& one) {
  return with_digits(one.price, 2);
}

std::string cards(const shop_assets& assets, const products& some) {
  std::string html;
  for (const auto& each : some)
    html += assets.card.fill({{"id", each.id},
                              {"name", each.name},
                              {"category", each.category},
                              {"picture", each.picture},
                              {"tint", each.tint},
                              {"price", price_of(each)}});
  return html;
}

/// The products to recommend: those of the same category first, or those that sell best.
products recommended(const products& all, const shop_flags& flags, const product* seen) {
  auto chosen = all;
  const bool prefers_similar = flags.recommendations == "similar" && seen != nullptr;
  std::stable_sort(chosen.begin(), chosen.end(), [&](const product& x, const product& y) {
    const auto is_similar = [&](const product& p) {
      return prefers_similar && p.category == seen->category;
    };
    return std::pair(is_similar(x), x.sold) > std::pair(is_similar(y), y.sold);
  });
  if (seen != nullptr)
    std::erase_if(chosen, [&](const product& each) { return each.id == seen->id; });
  chosen.resize(std::min(chosen.size(), static_cast<std::size_t>(flags.recommended)));
  return chosen;
}

std::string target_state(const shop_assets& assets, const page_content& content) {
  if (content.answers.empty())
    return {};
  const auto& whole = *content.answers.front();
  return assets.target_state.fill(
    {{"server_state", whole.server_state()}, {"visitor_state", whole.visitor_state_script()}});
}

/// How much the parts asked, and what it cost: `4 asks, 1 request`.
std::string cost_of(const page_content& content) {
  const auto requests = content.answers.size();
  return std::to_string(content.asks) + " asks, " + std::to_string(requests)
         + (requests == 1 ? " request" : " requests");
}

std::string decision_list(const page_content& content) {
  std::string html;
  for (const auto& each : decisions_of(content))
    html += "<li><span>" + escape_html(each.activity) + "</span> <strong>"
            + escape_html(each.experience) + "</strong></li>";
  if (!content.banner)
    html += "<li class=\"failed\">No offers: " + std::string(to_string(content.banner.error().kind))
            + "; this is default content.</li>";
  return html;
}

/// Width of a bar in percent, on a scale that ends with the slower of both.
std::string bar(std::chrono::microseconds time, const page_times& times) {
  const auto whole = std::max({times.own_work, times.target, std::chrono::microseconds(1)});
  return with_digits(100.0 * static_cast<double>(time.count()) / static_cast<double>(whole.count()),
                     1);
}

std::string layout(const shop_assets& assets, const page_content& content, std::string_view title,
                   std::string_view body) {
  const auto& times = content.times;
  return assets.layout.fill({{"title", title},
                             {"body", body},
                             {"target_state", target_state(assets, content)},
                             {"own_ms", milliseconds(times.own_work)},
                             {"target_ms", milliseconds(times.target)},
                             {"effective_ms", milliseconds(times.effective_target())},
                             {"own_bar", bar(times.own_work, times)},
                             {"target_bar", bar(times.target, times)},
                             {"cost", cost_of(content)},
                             {"decisions", decision_list(content)}});
}

std::string home(const shop_assets& assets, const page_content& content) {
  const auto& all = *content.products->products;
  const auto flags = read_flags(content.recommendation);
  return assets.home.fill({{"hero", html_of(content.banner, "hero", default_hero)},
                           {"promo", html_of(content.promotion, "promo", "")},
                           {"cards", cards(assets, recommended(all, flags, nullptr))}});
}

std::string list(const shop_assets& assets, const page_content& content) {
  auto some = *content.products->products;
  const auto& category = content.route.category;
  if (!category.empty())
    std::erase_if(some, [&](const product& each) { return each.category != category; });
  return assets.list.fill({{"heading", category.empty() ? "All products" : category},
                           {"note", some.empty() ? "We have nothing like that." : ""},
                           {"promo", html_of(content.promotion, "promo", "")},
                           {"cards", cards(assets, some)}});
}

std::string product_page(const shop_assets& assets, const page_content& content,
                         const product& seen) {
  const auto flags = read_flags(content.checkout);
  const auto shown = read_flags(content.recommendation);
  const auto similar = shown.recommendations == "similar";
  return assets.product.fill(
    {{"name", seen.name},
     {"category", seen.category},
     {"description", seen.description},
     {"picture", seen.picture},
     {"tint", seen.tint},
     {"price", price_of(seen)},
     {"max", std::to_string(flags.max_pieces)},
     {"buy", flags.new_checkout ? "Buy now, in one step" : "Add to cart"},
     {"bought", flags.new_checkout ? "Ordered. Thank you!" : "It is in your cart."},
     {"checkout", flags.new_checkout ? "new" : "old"},
     {"buy_style", style_of(content.banner, "#buy")},
     {"events", events_of_buying(content.banner, content.promotion)},
     {"promo", html_of(content.promotion, "promo", "")},
     {"recommendation", similar ? "More like this" : "Bestsellers"},
     {"cards", cards(assets, recommended(*content.products->products, shown, &seen))}});
}

web::answer html_answer(int status, std::string html) {
  return {.status = status,
          // Made for one visitor, so no cache may keep it.
          .headers = {{"Content-Type", "text/html; charset=utf-8"},
                      {"Cache-Control", "private, no-store"},
                      {"X-Content-Type-Options", "nosniff"},
                      {"Referrer-Policy", "strict-origin-when-cross-origin"}},
          .body = std::move(html)};
}

std::string server_timing(const page_times& times) {
  return "own;dur=" + milliseconds(times.own_work) + ", target;dur=" + milliseconds(times.target)
         + ", effective;dur=" + milliseconds(times.effective_target());
}

web::answer personal_answer(const shop_assets& assets, const page_content& content, int status,
                            std::string_view title, std::string_view body) {
  auto answer = html_answer(status, layout(assets, content, title, body));
  answer.headers.emplace_back("Server-Timing", server_timing(content.times));
  return answer;
}

} // namespace

web::answer page_answer(const shop_assets& assets, const page_content& content) {
  if (!content.products)
    return problem_page(assets, 500, "The catalogue cannot be read now. Please try again.");
  if (content.route.kind == page_kind::home)
    return personal_answer(assets, content, 200, "For the days outside", home(assets, content));
  if (content.route.kind == page_kind::list)
    return personal_answer(assets, content, 200, "Products", list(assets, content));
  const auto& all = *content.products->products;
  const auto seen = std::find_if(all.begin(), all.end(), [&](const product& each) {
    return each.id == content.route.product_id;
  });
  if (seen == all.end())
    return problem_page(assets, 404, "We do not have this product.");
  return personal_answer(assets, content, 200, seen->name, product_page(assets, content, *seen));
}

web::answer problem_page(const shop_assets& assets, int status, const std::string& what) {
  return html_answer(status,
                     assets.problem.fill({{"status", std::to_string(status)}, {"what", what}}));
}

} // namespace storefront
