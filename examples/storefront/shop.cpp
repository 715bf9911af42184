#include "shop.hpp"

#include "event_post.hpp"
#include "page.hpp"
#include "page_html.hpp"
#include "web/figures.hpp"

namespace storefront {
namespace {

web::answer refuse_method(const std::string& allowed) {
  auto answer = web::text_answer(405, "This can only be asked for by " + allowed + '.');
  answer.headers.emplace_back("Allow", allowed);
  return answer;
}

caf::result<web::answer> answer(web_actor::pointer self, const shop_ptr& parts,
                                web::request& request) {
  const auto path = request.path();
  if (path == "/events") {
    if (request.method != "POST")
      return refuse_method("POST");
    return self->delegate(self->spawn(event_post, parts), std::move(request));
  }
  if (request.method != "GET" && request.method != "HEAD")
    return refuse_method("GET, HEAD");
  if (path == "/healthz")
    return web::text_answer(200, "ok");
  if (path == web::figures_path)
    return parts->figures();
  if (const auto file = parts->assets.files.find(std::string(path));
      file != parts->assets.files.end())
    return file->second;
  if (const auto route = find_page(request.target))
    return self->delegate(self->spawn(page, parts, *route), std::move(request));
  return problem_page(parts->assets, 404, "There is nothing at this address.");
}

} // namespace

web_actor::behavior_type shop(web_actor::pointer self, shop_ptr parts) {
  return {[self, parts](web::request& request) { return answer(self, parts, request); }};
}

} // namespace storefront
