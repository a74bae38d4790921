package io.demijohn.runtime.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings in {@code etc/io.demijohn.runtime.cfg}. A change restarts the runtime; runs go on. */
@ObjectClassDefinition(name = "Demijohn runtime", description = "Runs of agents and their bounds")
@interface RuntimeConfig {

    @AttributeDefinition(
            description = "Runs at work at once, 1 to 1,000,000; more wait for their turn")
    int active_runs() default 12_000;

    @AttributeDefinition(
            description =
                    "Accepted runs that wait, 0 to 1,000,000. Low priority is refused from half of"
                            + " it on, normal from nine tenths")
    int queue_runs() default 100_000;

    @AttributeDefinition(
            description =
                    "Runs of one tenant at work at once; 0 means nine tenths of active.runs. What it"
                            + " leaves, a tenth at most, stays free for tenants below their share")
    int tenant_active_runs() default 0;

    @AttributeDefinition(description = "Runs of one tenant that wait; 0 means half of queue.runs")
    int tenant_queued_runs() default 0;

    @AttributeDefinition(
            description =
                    "Runs of one tenant taken in within a second, 1 to 1,000,000, while more of its"
                            + " runs wait than active.runs. What comes faster waits up to a second,"
                            + " or is refused")
    int tenant_intake_per_second() default 500;

    @AttributeDefinition(
            description =
                    "Shares of single tenants, such as: acme weight=4 active=2000 queued=10000."
                            + " What is left out is as for all; a weight is from 1 to 100")
    String[] tenant_limits() default {};

    @AttributeDefinition(
            description =
                    "Seconds after which a waiting run goes before newer ones of the next higher"
                            + " priority, 1 to 3,600")
    int priority_ageing_seconds() default 30;

    @AttributeDefinition(
            description =
                    "Milliseconds for a group of records, from which on the log is too slow for"
                            + " more runs: low priority is refused at a quarter, high at twice this;"
                            + " 100 to 60,000")
    int log_slow_millis() default 2_000;

    @AttributeDefinition(
            description =
                    "Percent of the heap that open runs may hold, estimated at ten times their"
                            + " inputs; more are refused. 1 to 90")
    int runs_heap_percent() default 40;

    @AttributeDefinition(
            description =
                    "Seconds until a run that could not even be looked at is refused, 1 to 600")
    int admission_timeout_seconds() default 15;

    @AttributeDefinition(
            description =
                    "Threads for the work between waits, where the JVM has no virtual ones; 0 means"
                            + " two for each processor")
    int worker_threads() default 0;

    @AttributeDefinition(
            description = "Threads for tools, where the JVM has no virtual ones; 1 to 10,000")
    int tool_threads() default 256;

    @AttributeDefinition(description = "Bytes of one answer of a tool; what is more is cut")
    int tool_max_result_bytes() default 256 * 1024;

    @AttributeDefinition(description = "Calls of one tool at once, 1 to 10,000")
    int tool_max_concurrent() default 64;

    @AttributeDefinition(
            description =
                    "Calls of one tool that wait for a place, in order, 0 to 100,000; each waits no"
                            + " longer than a call of the tool may take, then it has failed")
    int tool_max_waiting() default 1_024;

    @AttributeDefinition(
            description =
                    "Limits of single tools: NAME[:seconds=N][:concurrent=N][:waiting=N], for"
                            + " example booking:seconds=10:concurrent=2")
    String[] tool_limits() default {};

    @AttributeDefinition(description = "Calls of tools in one answer of a model, 1 to 1,024")
    int model_answer_max_calls() default 128;

    @AttributeDefinition(
            description = "Hours that a run waits for a bundle before it fails, 1 to 8,760")
    int parked_max_hours() default 168;

    @AttributeDefinition(
            description = "Tries of a webhook's notice in one life of the process, 1 to 1,000")
    int webhook_attempts() default 12;

    @AttributeDefinition(
            description = "Hours after the end of a run when its notice is given up, 1 to 8,760")
    int webhook_max_age_hours() default 24;

    @AttributeDefinition(
            description = "Notices of a tenant on their way to one host at once, 1 to 1,000")
    int webhook_per_host() default 4;

    @AttributeDefinition(
            description = "Seconds that moving a thread's state to a later version may take")
    int migrator_timeout_seconds() default 10;

    @AttributeDefinition(
            description =
                    "Calls of the model within one step, 1 to 10: an answer that breaks off is asked"
                            + " for again; all other failures the router tries again")
    int model_attempts() default 3;

    @AttributeDefinition(description = "Bytes of one answer of a model")
    int model_answer_max_bytes() default 4 * 1024 * 1024;

    @AttributeDefinition(description = "Bytes of one input or edit, as JSON")
    int input_max_bytes() default 4 * 1024 * 1024;

    @AttributeDefinition(description = "Bytes of metadata, config or context, as JSON")
    int metadata_max_bytes() default 8 * 1024;

    @AttributeDefinition(description = "Events of an open run kept in memory")
    int events_in_memory() default 1_024;

    @AttributeDefinition(description = "Threads without a run whose state stays in memory")
    int idle_threads_in_memory() default 256;

    @AttributeDefinition(
            description = "Seconds to wait for a tool or a model whose bundle is being replaced")
    int replacement_grace_seconds() default 10;

    @AttributeDefinition(description = "Seconds that a stateless run's thread stays after it")
    int temporary_retention_seconds() default 60;

    @AttributeDefinition(
            description =
                    "Days for which earlier checkpoints, runs and their events are kept, at least;"
                            + " the present state of a thread stays. 0.5 is half a day, 0 keeps"
                            + " all for ever")
    double history_days() default 7;

    @AttributeDefinition(description = "Models of the built-in agent, in order of preference")
    String[] default_model() default {"simulated"};

    @AttributeDefinition(description = "Tools of the built-in agent")
    String[] default_tools() default {"calculator", "time"};
}
