package io.demijohn.tenants.internal.limit;

import io.demijohn.tenant.LimitCounters;
import io.demijohn.tenant.LimitDraw;
import io.demijohn.tenant.LimitReservation;
import io.demijohn.tenant.LimitStanding;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Component;

/** This node's own counters; a service with a higher ranking takes their place. */
@Component(service = LimitCounters.class, property = "service.ranking:Integer=-1000")
public final class CountersComponent implements LimitCounters {

    private final LocalCounters counters = new LocalCounters(System::nanoTime);

    @Override
    public CompletionStage<LimitReservation> reserve(List<LimitDraw> draws) {
        return counters.reserve(draws);
    }

    @Override
    public LimitStanding standing(LimitDraw draw) {
        return counters.standing(draw);
    }
}
