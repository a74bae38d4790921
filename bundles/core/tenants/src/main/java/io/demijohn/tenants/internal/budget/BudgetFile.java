package io.demijohn.tenants.internal.budget;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.demijohn.tenant.Budget;
import io.demijohn.tenants.internal.file.AtomicFile;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code etc/demijohn.budgets.json}: a list of budgets. */
final class BudgetFile {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final Path file;

    BudgetFile(Path file) {
        this.file = file;
    }

    List<Budget> read() throws IOException {
        List<Budget> budgets = new ArrayList<>();
        if (Files.exists(file)) {
            for (JsonNode node : JSON.readTree(Files.readString(file))) {
                budgets.add(budget(node));
            }
        }
        return budgets;
    }

    private static Budget budget(JsonNode node) {
        return new Budget(
                new Budget.Scope(
                        node.path("tenant").asText(),
                        text(node, "team"),
                        text(node, "key"),
                        text(node, "model")),
                new BigDecimal(node.path("amount").asText()),
                Budget.Period.of(node.path("period").asText()),
                node.path("shadow").asBoolean());
    }

    private static Optional<String> text(JsonNode node, String name) {
        return Optional.ofNullable(node.get(name)).map(JsonNode::asText);
    }

    void write(Collection<Budget> budgets) throws IOException {
        ArrayNode list = JSON.createArrayNode();
        for (Budget budget : budgets) {
            ObjectNode node = list.addObject().put("tenant", budget.scope().tenant());
            budget.scope().team().ifPresent(name -> node.put("team", name));
            budget.scope().key().ifPresent(name -> node.put("key", name));
            budget.scope().model().ifPresent(name -> node.put("model", name));
            node.put("amount", budget.amount().toPlainString())
                    .put("period", budget.period().name().toLowerCase(Locale.ROOT))
                    .put("shadow", budget.shadow());
        }
        AtomicFile.write(file, list.toPrettyString() + "\n");
    }
}
