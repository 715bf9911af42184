#define BOOST_TEST_MODULE target_sdk
#include <boost/test/unit_test.hpp>
