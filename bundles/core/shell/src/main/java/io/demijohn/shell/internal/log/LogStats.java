package io.demijohn.shell.internal.log;

import io.demijohn.checkpoint.CheckpointMaintenance;
import io.demijohn.checkpoint.StoreStatistics;
import io.demijohn.shell.internal.Output;
import java.util.LinkedHashMap;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.NullUnmarked;

/** Shows how large the log is, and how much of it is needed. */
@Service
@Command(
        scope = "log",
        name = "stats",
        description = "Show how large the checkpoint log is, and how much of it is needed",
        detailedDescription = "Example:\n  log:stats --json")
@NullUnmarked
public final class LogStats extends io.demijohn.shell.internal.Command {

    @Reference(optional = true)
    private CheckpointMaintenance log;

    @Override
    protected void run(Output out) {
        StoreStatistics now = there(log).statistics();
        var view = new LinkedHashMap<String, Object>();
        view.put("location", now.location());
        view.put("journals", now.journals());
        view.put("blobs", now.blobs());
        view.put("files", now.files());
        view.put("bytes", now.bytes());
        view.put("live_bytes", now.liveBytes());
        view.put("dead_bytes", now.deadBytes());
        view.put("damages", now.damages());
        out.item(view);
    }
}
