#include "geo/outline.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace roznamcha::geo {
namespace {

/// Twice the signed area of a ring, in square degrees.
double twice_area(const std::vector<Point>& ring) {
  double sum = 0;
  for (size_t i = 0; i < ring.size(); ++i) {
    const Point &a = ring[i], &b = ring[(i + 1) % ring.size()];
    sum += a.longitude * b.latitude - b.longitude * a.latitude;
  }
  return sum;
}

}  // namespace

Outline::Outline(std::vector<std::vector<Point>> rings) : rings_(std::move(rings)) {
  std::erase_if(rings_, [](const std::vector<Point>& ring) { return ring.size() < 3; });
  for (const auto& ring : rings_) {
    for (const Point& p : ring) {
      south_west_ = {std::min(south_west_.latitude, p.latitude),
                     std::min(south_west_.longitude, p.longitude)};
      north_east_ = {std::max(north_east_.latitude, p.latitude),
                     std::max(north_east_.longitude, p.longitude)};
    }
  }
}

bool Outline::holds(Point p) const {
  if (p.latitude < south_west_.latitude || p.latitude > north_east_.latitude ||
      p.longitude < south_west_.longitude || p.longitude > north_east_.longitude)
    return false;
  bool inside = false;
  for (const auto& ring : rings_) {
    for (size_t i = 0, before = ring.size() - 1; i < ring.size(); before = i++) {
      const Point &a = ring[i], &b = ring[before];
      if ((a.latitude > p.latitude) == (b.latitude > p.latitude)) continue;
      const double along = (p.latitude - a.latitude) / (b.latitude - a.latitude);
      if (p.longitude < a.longitude + along * (b.longitude - a.longitude)) inside = !inside;
    }
  }
  return inside;
}

Point Outline::centre() const {
  if (rings_.empty()) return {};
  const auto& ring = *std::max_element(rings_.begin(), rings_.end(), [](const auto& a, const auto& b) {
    return std::abs(twice_area(a)) < std::abs(twice_area(b));
  });
  // Counted from the first point, so that what is far from 0° loses nothing.
  const Point origin = ring[0];
  double area = 0, latitude = 0, longitude = 0;
  for (size_t i = 0; i < ring.size(); ++i) {
    const Point &a = ring[i], &b = ring[(i + 1) % ring.size()];
    const double ax = a.longitude - origin.longitude, ay = a.latitude - origin.latitude;
    const double bx = b.longitude - origin.longitude, by = b.latitude - origin.latitude;
    const double cross = ax * by - bx * ay;
    area += cross;
    longitude += (ax + bx) * cross;
    latitude += (ay + by) * cross;
  }
  if (area == 0) return origin;
  return {origin.latitude + latitude / (3 * area), origin.longitude + longitude / (3 * area)};
}

double Outline::radius_km() const {
  const Point middle = centre();
  double radius = 0;
  for (const auto& ring : rings_) {
    for (const Point& p : ring) radius = std::max(radius, distance_km(middle, p));
  }
  return radius;
}

}  // namespace roznamcha::geo
