package io.demijohn.shell.internal.log;

import io.demijohn.checkpoint.CheckpointMaintenance;
import io.demijohn.checkpoint.Compacted;
import io.demijohn.shell.internal.Output;
import java.util.LinkedHashMap;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.NullUnmarked;

/** Gives back what the log does not need any more. */
@Service
@Command(
        scope = "log",
        name = "compact",
        description = "Give back the space of what the checkpoint log does not need any more",
        detailedDescription =
                "Rewrites every file with something dead in it, but for the one that is written"
                        + " to; runs go on meanwhile. Ctrl-C stops it.\n"
                        + "Example:\n  log:compact --json")
@NullUnmarked
public final class LogCompact extends io.demijohn.shell.internal.Command {

    @Reference(optional = true)
    private CheckpointMaintenance log;

    @Override
    protected void run(Output out) throws Exception {
        Compacted done = Waiting.on(there(log).compact(), "Compacting", out);
        var view = new LinkedHashMap<String, Object>();
        view.put("files", done.files());
        view.put("bytes_before", done.bytesBefore());
        view.put("bytes_after", done.bytesAfter());
        view.put("bytes_rewritten", done.bytesRewritten());
        out.item(view);
    }
}
