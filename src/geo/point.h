// Points on the globe.
#pragma once

namespace roznamcha::geo {

/// WGS 84, degrees; latitude in [-90, 90], longitude in [-180, 180].
struct Point {
  double latitude = 0;
  double longitude = 0;
  friend bool operator==(const Point&, const Point&) = default;
};

/// Great-circle distance in kilometres on a sphere of radius 6371.0088 km.
double distance_km(Point a, Point b);

/// Whether both coordinates are numbers in their ranges.
bool on_globe(Point p);

/// The point that lies `km` from another in the direction `bearing`, in degrees from north over east.
Point moved(Point from, double km, double bearing);

}  // namespace roznamcha::geo
