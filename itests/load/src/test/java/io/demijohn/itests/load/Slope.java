package io.demijohn.itests.load;

import java.util.List;

/**
 * A straight line through values over time, by least squares.
 *
 * @param mean of the values
 * @param perHour how much they change
 * @param error the standard error of that
 */
record Slope(double mean, double perHour, double error) {

    /** Fits values that were taken at so many hours. */
    static Slope of(List<Double> hours, List<Double> values) {
        int n = values.size();
        double x = hours.stream().mapToDouble(v -> v).average().orElse(0);
        double y = values.stream().mapToDouble(v -> v).average().orElse(0);
        double xx = 0;
        double xy = 0;
        for (int i = 0; i < n; i++) {
            xx += (hours.get(i) - x) * (hours.get(i) - x);
            xy += (hours.get(i) - x) * (values.get(i) - y);
        }
        double slope = xx == 0 ? 0 : xy / xx;
        double rest = 0;
        for (int i = 0; i < n; i++) {
            double off = values.get(i) - y - slope * (hours.get(i) - x);
            rest += off * off;
        }
        double error = n < 3 || xx == 0 ? Double.NaN : Math.sqrt(rest / (n - 2) / xx);
        return new Slope(y, slope, error);
    }

    /** Flat: no more than chance, or less than a fiftieth in the time that was looked at. */
    String verdict(double hours) {
        if (Math.abs(perHour) <= 2 * error) {
            return "flat (within 2 standard errors)";
        }
        double change = perHour * hours / mean;
        return Math.abs(change) < 0.02
                ? "flat (%+.1f %% in all)".formatted(change * 100)
                : perHour < 0 ? "falls" : "GROWS %+.1f %% in all".formatted(change * 100);
    }
}
