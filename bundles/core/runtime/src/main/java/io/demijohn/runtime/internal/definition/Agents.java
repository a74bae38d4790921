package io.demijohn.runtime.internal.definition;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.AgentService;
import io.demijohn.agent.AgentSpec;
import io.demijohn.agent.AgentVersion;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/** Agents as callers see them. */
public class Agents implements AgentService {

    private final AgentBook book;
    private final AssistantBook assistants;
    private final BiPredicate<String, String> busy;

    /**
     * The agents of a book.
     *
     * @param book has them
     * @param assistants go with them
     * @param busy whether a tenant's agent has open runs
     */
    public Agents(AgentBook book, AssistantBook assistants, BiPredicate<String, String> busy) {
        this.book = book;
        this.assistants = assistants;
        this.busy = busy;
    }

    @Override
    public AgentVersion create(String tenant, AgentSpec spec) {
        return book.create(tenant, spec);
    }

    @Override
    public AgentVersion update(String tenant, AgentSpec spec) {
        return book.update(tenant, spec);
    }

    @Override
    public Optional<AgentVersion> find(String tenant, String name) {
        return book.find(tenant, name);
    }

    @Override
    public List<AgentVersion> versions(String tenant, String name) {
        return book.versions(tenant, name);
    }

    @Override
    public List<AgentVersion> list(String tenant) {
        return book.list(tenant);
    }

    @Override
    public void delete(String tenant, String name) {
        if (busy.test(tenant, name)) {
            throw new AgentException(
                    AgentException.Kind.BUSY,
                    "agent " + name + " has open runs: wait for them, or cancel them");
        }
        book.delete(tenant, name);
        assistants.deleteOf(tenant, name);
    }
}
