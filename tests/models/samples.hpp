// One fully populated JSON text per model, in the order of writing: TARGET_SDK_SAMPLES(X) expands
// X(model, text) for each of them.
#pragma once

#include <target_sdk/models/delivery_request.hpp>
#include <target_sdk/models/delivery_response.hpp>

// clang-format off
#define SAMPLE_DETAILS                                                                             \
  R"("address":{"url":"https://shop.test/a?b=c","referringUrl":"https://from.test/"},)"            \
  R"("parameters":{"text":"x","number":1.5,"flag":true},)"                             \
  R"("profileParameters":{"age":"31"},)"                                                           \
  R"("order":{"id":"o1","total":99.95,"purchasedProductIds":["p1","p2"],)"                         \
  R"("time":"2024-02-03T04:05:06Z","experienceLocalId":3,"duplicate":false,"outlier":true},)"      \
  R"("product":{"id":"p1","categoryId":"c1"})"
#define SAMPLE_CONTENT                                                                             \
  R"("options":[{"type":"html","content":"<b>hi</b>","eventToken":"t1",)"                          \
  R"("responseTokens":{"a":1}},)"                                                                  \
  R"({"type":"actions","content":[{"type":"setHtml"}]},{"type":"json","content":null},{}],)"       \
  R"("metrics":[{"type":"click","selector":"#a","eventToken":"t2",)"                               \
  R"("analytics":{"payload":{"pe":"tnt","tnta":"1:0:0"}}}],)"                                      \
  R"("analytics":{"payload":{"pe":"tnt","tnta":"2:0:0"}},"state":"s1","trace":{"x":[1]})"
#define SAMPLE_MBOX R"({"index":1,"name":"hero",)" SAMPLE_DETAILS "}"
#define SAMPLE_VIEW R"({"name":"home","key":"k",)" SAMPLE_DETAILS "}"
#define SAMPLE_ID                                                                                  \
  R"({"tntId":"abc.28_0","thirdPartyId":"tp","marketingCloudVisitorId":"0123",)"                   \
  R"("customerIds":[{"id":"u1","integrationCode":"crm","authenticatedState":"logged_out"}]})"
#define SAMPLE_CONTEXT                                                                             \
  R"({"channel":"mobile","mobilePlatform":{"deviceName":"Pixel","deviceType":"phone",)"            \
  R"("platformType":"android","version":"14"},)"                                                   \
  R"("application":{"id":"app","name":"Shop","version":"2.1"},)"                                   \
  R"("screen":{"width":1080,"height":2400,"colorDepth":24,"pixelRatio":2.625,)"                    \
  R"("orientation":"portrait"},"window":{"width":540.5,"height":1200},)"                           \
  R"("browser":{"host":"shop.test","language":"de","webGLRenderer":"gl"},)"                        \
  R"("address":{"url":"https://shop.test/","referringUrl":"https://from.test/"},)"                 \
  R"("geo":{"ipAddress":"203.0.113.9","latitude":48.137154,"longitude":-11.5,"countryCode":"DE",)" \
  R"("stateCode":"BY","city":"München","zip":"80331"},"timeOffsetInMinutes":-210,)"                \
  R"("userAgent":"UA/1","clientHints":{"mobile":true,"model":"m","platform":"p",)"                 \
  R"("platformVersion":"1","browserUAWithMajorVersion":"b","browserUAWithFullVersion":"f",)"       \
  R"("architecture":"arm","bitness":"64"},"beacon":false})"
#define SAMPLE_ANALYTICS                                                                           \
  R"({"supplementalDataId":"0123456789ABCDEF-0123456789ABCDEF","logging":"client_side",)"          \
  R"("trackingServer":"a.test","trackingServerSecure":"s.test"})"
#define SAMPLE_NOTIFICATION                                                                        \
  R"({"id":"n1","impressionId":"i1","type":"display","timestamp":1650000000000,)"                  \
  R"("tokens":["t1","t2"],"mbox":{"name":"hero","state":"s"},)"                                    \
  R"("view":{"name":"home","key":"k","state":"s"},"pageLoad":{"state":"s"},)" SAMPLE_DETAILS "}"
#define SAMPLE_ENTRY                                                                               \
  R"({"requestId":"r1","timestamp":1650000000000,"mode":"local","execution":1.25,"parsing":0.5,)"  \
  R"("features":{"decisioningMethod":"on-device","executeMboxCount":2,"executePageLoad":true,)"    \
  R"("prefetchMboxCount":3,"prefetchPageLoad":false,"prefetchViewCount":4},)"                      \
  R"("request":{"dns":0.1,"tls":2.5,"timeToFirstByte":8,"download":0.01,"responseSize":1843},)"    \
  R"("telemetryServerToken":"tst"})"
#define SAMPLE_QA                                                                                  \
  R"({"token":"q","listedActivitiesOnly":true,"evaluateAsTrueAudienceIds":[1,2],)"                 \
  R"("evaluateAsFalseAudienceIds":[],"previewIndexes":[{"activityIndex":1,"experienceIndex":2}],)" \
  R"("bypassEntryAudience":true})"
#define SAMPLE_EXECUTE R"({"pageLoad":{)" SAMPLE_DETAILS R"(},"mboxes":[)" SAMPLE_MBOX "]}"
#define SAMPLE_PREFETCH                                                                            \
  R"({"views":[)" SAMPLE_VIEW R"(,{}],"pageLoad":{},"mboxes":[)" SAMPLE_MBOX "]}"
#define SAMPLE_MBOX_RESPONSE R"({"index":0,"name":"hero",)" SAMPLE_CONTENT "}"
#define SAMPLE_METRIC R"({"type":"display","selector":"#b","eventToken":"t","analytics":{}})"

#define TARGET_SDK_SAMPLES(X)                                                                      \
  X(mobile_platform, R"({"deviceName":"n","deviceType":"tablet","platformType":"ios",)"            \
    R"("version":"1"})")                                                                           \
  X(application, R"({"id":"app","name":"Shop","version":"2.1"})")                                  \
  X(screen, R"({"width":1,"height":2,"colorDepth":3,"pixelRatio":4,"orientation":"landscape"})")   \
  X(window, R"({"width":1.5,"height":2})")                                                         \
  X(browser, R"({"host":"h","language":"l","webGLRenderer":"w"})")                                 \
  X(address, R"({"url":"u","referringUrl":"r"})")                                                  \
  X(geo, R"({"ipAddress":"::1","latitude":1.5,"longitude":2,"countryCode":"CH","stateCode":"BE",)" \
    R"("city":"Bern","zip":"3000"})")                                                              \
  X(client_hints, R"({"mobile":false,"model":"m","platform":"p","platformVersion":"1",)"           \
    R"("browserUAWithMajorVersion":"b","browserUAWithFullVersion":"f","architecture":"arm",)"      \
    R"("bitness":"64"})")                                                                          \
  X(context, SAMPLE_CONTEXT)                                                                       \
  X(customer_id, R"({"id":"u1","integrationCode":"crm","authenticatedState":"authenticated"})")    \
  X(visitor_id, SAMPLE_ID)                                                                         \
  X(order, R"({"id":"o1","total":0,"purchasedProductIds":[],"time":"2024-02-03T04:05:06Z",)"       \
    R"("experienceLocalId":3,"duplicate":true,"outlier":false})")                                  \
  X(product, R"({"id":"p1","categoryId":"c1"})")                                                   \
  X(request_details, "{" SAMPLE_DETAILS "}")                                                       \
  X(mbox_request, SAMPLE_MBOX)                                                                     \
  X(view_request, SAMPLE_VIEW)                                                                     \
  X(notification_mbox, R"({"name":"hero","state":"s"})")                                           \
  X(notification_view, R"({"name":"home","key":"k","state":"s"})")                                 \
  X(notification_page_load, R"({"state":"s"})")                                                    \
  X(notification, SAMPLE_NOTIFICATION)                                                             \
  X(telemetry_features, R"({"decisioningMethod":"hybrid","executeMboxCount":2,)"                   \
    R"("executePageLoad":true,"prefetchMboxCount":3,"prefetchPageLoad":true,)"                     \
    R"("prefetchViewCount":4})")                                                                   \
  X(telemetry_request, R"({"dns":0.1,"tls":2.5,"timeToFirstByte":8,"download":1,)"                 \
    R"("responseSize":9})")                                                                        \
  X(telemetry_entry, SAMPLE_ENTRY)                                                                 \
  X(telemetry, R"({"entries":[)" SAMPLE_ENTRY ",{}]}")                                             \
  X(property, R"({"token":"p"})")                                                                  \
  X(trace, R"({"authorizationToken":"t","usage":{"a":"b"}})")                                      \
  X(audience_manager, R"({"locationHint":6,"blob":"b"})")                                          \
  X(analytics_request, SAMPLE_ANALYTICS)                                                           \
  X(experience_cloud, R"({"audienceManager":{"locationHint":6,"blob":"b"},"analytics":)"           \
    SAMPLE_ANALYTICS "}")                                                                          \
  X(execute_request, SAMPLE_EXECUTE)                                                               \
  X(prefetch_request, SAMPLE_PREFETCH)                                                             \
  X(qa_mode_preview_index, R"({"activityIndex":1,"experienceIndex":2})")                           \
  X(qa_mode, SAMPLE_QA)                                                                            \
  X(preview, R"({"token":"p"})")                                                                   \
  X(delivery_request, R"({"requestId":"r1","impressionId":"i1","id":)" SAMPLE_ID                   \
    R"(,"environmentId":9007199254740993,"property":{"token":"p"},)"                               \
    R"("trace":{"authorizationToken":"t","usage":{}},"context":)" SAMPLE_CONTEXT                   \
    R"(,"experienceCloud":{"analytics":)" SAMPLE_ANALYTICS R"(},"execute":)" SAMPLE_EXECUTE        \
    R"(,"prefetch":)" SAMPLE_PREFETCH R"(,"telemetry":{"entries":[)" SAMPLE_ENTRY                  \
    R"(]},"notifications":[)" SAMPLE_NOTIFICATION R"(],"qaMode":)" SAMPLE_QA                       \
    R"(,"preview":{"token":"pv"}})")                                                               \
  X(analytics_payload, R"({"pe":"tnt","tnta":"1:0:0"})")                                           \
  X(analytics_response, R"({"payload":{"pe":"tnt"}})")                                             \
  X(option, R"({"type":"dynamic","content":{"a":[1]},"eventToken":"t",)"                           \
    R"("responseTokens":{"b":[]}})")                                                               \
  X(metric, SAMPLE_METRIC)                                                                         \
  X(page_load_response, "{" SAMPLE_CONTENT "}")                                                    \
  X(mbox_response, SAMPLE_MBOX_RESPONSE)                                                           \
  X(view, R"({"name":"home","key":"k",)" SAMPLE_CONTENT "}")                                       \
  X(execute_response, R"({"pageLoad":{)" SAMPLE_CONTENT R"(},)"                                    \
    R"("mboxes":[)" SAMPLE_MBOX_RESPONSE "]}")                                                     \
  X(prefetch_response, R"({"views":[{"name":"v",)" SAMPLE_CONTENT R"(}],"pageLoad":{},)"           \
    R"("mboxes":[)" SAMPLE_MBOX_RESPONSE R"(],"metrics":[)" SAMPLE_METRIC "]}")                    \
  X(notification_response, R"({"id":"n1","trace":{"a":1}})")                                       \
  X(delivery_response, R"({"status":200,"requestId":"r1","id":)" SAMPLE_ID                         \
    R"(,"client":"acme","edgeHost":"mboxedge28.tt.omtrdc.net","execute":{"mboxes":[)"              \
    SAMPLE_MBOX_RESPONSE R"(]},"prefetch":{"pageLoad":{)" SAMPLE_CONTENT                           \
    R"(}},"notifications":[{"id":"n1"}],"telemetryServerToken":"tst"})")                           \
  X(unexpected_error, R"({"status":400,"message":"Invalid request"})")
// clang-format on
