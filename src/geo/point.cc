#include "geo/point.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace roznamcha::geo {
namespace {

constexpr double kEarthRadiusKm = 6371.0088;

double radians(double degrees) {
  return degrees * std::numbers::pi / 180;
}

}  // namespace

bool on_globe(Point p) {
  // Written so that not-a-number is on no globe.
  return p.latitude >= -90 && p.latitude <= 90 && p.longitude >= -180 && p.longitude <= 180;
}

double distance_km(Point a, Point b) {
  // The haversine form keeps its digits at short distances.
  const double north = std::sin(radians(b.latitude - a.latitude) / 2);
  const double east = std::sin(radians(b.longitude - a.longitude) / 2);
  const double h =
      north * north + std::cos(radians(a.latitude)) * std::cos(radians(b.latitude)) * east * east;
  return 2 * kEarthRadiusKm * std::asin(std::sqrt(std::clamp(h, 0.0, 1.0)));
}

Point moved(Point from, double km, double bearing) {
  const double arc = km / kEarthRadiusKm;
  const double latitude = radians(from.latitude);
  const double there = std::asin(std::clamp(
      std::sin(latitude) * std::cos(arc) + std::cos(latitude) * std::sin(arc) * std::cos(radians(bearing)),
      -1.0, 1.0));
  const double turn = std::atan2(std::sin(radians(bearing)) * std::sin(arc) * std::cos(latitude),
                                 std::cos(arc) - std::sin(latitude) * std::sin(there));
  const double longitude = from.longitude + turn * 180 / std::numbers::pi;
  return {there * 180 / std::numbers::pi, longitude > 180    ? longitude - 360
                                          : longitude < -180 ? longitude + 360
                                                             : longitude};
}

}  // namespace roznamcha::geo
