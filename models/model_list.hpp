// Every model that is described: TARGET_SDK_MODELS(X) expands X(name) for each of them.
#pragma once

#include <target_sdk/calls.hpp>
#include <target_sdk/models/context.hpp>
#include <target_sdk/models/delivery_request.hpp>
#include <target_sdk/models/delivery_response.hpp>
#include <target_sdk/models/notification.hpp>
#include <target_sdk/models/request_details.hpp>
#include <target_sdk/models/telemetry.hpp>
#include <target_sdk/models/visitor_id.hpp>

// clang-format off
#define TARGET_SDK_MODELS(X)                                                                       \
  X(mobile_platform) X(application) X(screen) X(window) X(browser) X(address) X(geo)               \
  X(client_hints) X(context) X(customer_id) X(visitor_id)                                          \
  X(order) X(product) X(request_details) X(mbox_request) X(view_request)                           \
  X(notification_mbox) X(notification_view) X(notification_page_load) X(notification)              \
  X(telemetry_features) X(telemetry_request) X(telemetry_entry) X(telemetry)                       \
  X(property) X(trace) X(audience_manager) X(analytics_request) X(platform) X(experience_cloud)    \
  X(execute_request) X(prefetch_request) X(qa_mode_preview_index) X(qa_mode) X(preview)            \
  X(delivery_request)                                                                              \
  X(analytics_payload) X(analytics_response) X(option) X(metric) X(page_load_response)             \
  X(mbox_response) X(view) X(execute_response) X(prefetch_response) X(notification_response)       \
  X(delivery_response) X(unexpected_error)                                                        \
  X(cookie) X(call_headers) X(http_timings) X(call_info) X(decision_meta)                         \
  X(get_offers) X(send_notifications) X(get_attributes) X(offers)       \
  X(attributes)
// clang-format on
