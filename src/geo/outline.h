// Areas on the globe, by their outlines.
#pragma once

#include <vector>

#include "geo/point.h"

namespace roznamcha::geo {

/// Rings of points, holes among them, in any order and sense: inside is what an odd number of rings holds.
/// The edges run straight in degrees. No ring may cross the 180th meridian.
class Outline {
 public:
  Outline() = default;
  explicit Outline(std::vector<std::vector<Point>> rings);

  bool empty() const { return rings_.empty(); }
  bool holds(Point p) const;
  /// The centre of mass of the greatest ring, in degrees.
  Point centre() const;
  /// In km: every point of the outline lies within this distance of the centre.
  double radius_km() const;

 private:
  std::vector<std::vector<Point>> rings_;
  Point south_west_{90, 180}, north_east_{-90, -180};
};

}  // namespace roznamcha::geo
