package io.demijohn.tenants.internal.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.health.Health;
import io.demijohn.model.Usage;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceTableTest {

    private static final String TABLE =
            """
            {"currency": "USD", "models": {
              "gpt-4o": {"input": 2.5, "cached_input": "1.25", "cache_write": 3, "output": 10},
              "gpt-*": {"input": 0.1, "output": 0.4},
              "free": {"input": 0, "output": 0}}}
            """;

    private final PriceTable table = PriceTable.read(TABLE);

    private BigDecimal cost(String model, Usage usage) {
        return table.find(model, Optional.empty()).orElseThrow().of(usage);
    }

    @Test
    void everyTokenIsPricedOnceAndExactly() {
        // 1,000,003 read: 400,001 cached, 100,001 written to the cache, 500,001 plain
        Usage usage = new Usage(1_000_003, 7, 400_001, 3, 100_001);
        assertThat(cost("gpt-4o", usage)).isEqualByComparingTo("2.05007675");
    }

    @Test
    void withoutAPriceForCachesTheirTokensCostWhatReadOnesDo() {
        assertThat(cost("gpt-mini", new Usage(3, 0, 1, 0, 1))).isEqualByComparingTo("0.0000003");
    }

    @Test
    void aWholeNameComesBeforeThePrefix() {
        assertThat(cost("gpt-4o", Usage.of(1_000_000, 0))).isEqualByComparingTo("2.5");
        assertThat(cost("free", Usage.of(5, 5))).isZero();
        assertThat(table.find("claude", Optional.empty())).isEmpty();
        assertThat(table.find("mine", Optional.of("gpt-4o"))).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'currency': 'USD', 'models': {'m': {'input': 1}}}|models.m.output must be",
                "{'currency': 'USD', 'models': {'m': {'input': -1, 'output': 1}}}|models.m.input",
                "{'currency': 'USD', 'models': {'m': {'input': 1, 'output': 1, 'x': 1}}}|m.x is"
                        + " unknown",
                "{'currency': 'USD', 'models': {'m': {'input': 'one', 'output': 1}}}|models.m.input",
                "{'currency': 'dollars', 'models': {}}|currency must be three letters",
                "{'currency': 'USD'}|models must be",
                "[]|must be a JSON object",
                "{'currency': |not JSON at line 1",
                "{'currency': 'USD', 'models': {'m': 1}}|models.m must be an object",
                "{'currency': 'USD', 'models': {}, 'more': 1}|more is unknown"
            })
    void aMistakeIsNamed(String text, String message) {
        assertThatThrownBy(() -> PriceTable.read(text.replace('\'', '"')))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aChangeIsSeenAndAMistakeKeepsTheFormerPrices(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("prices.json"), TABLE);
        PriceBook book = new PriceBook(file);
        Files.writeString(file, "{\"currency\": ");
        book.refresh();
        assertThat(book.table().find("free", Optional.empty())).isPresent();
        assertThat(book.check().status()).isEqualTo(Health.Status.DEGRADED);
        Files.writeString(file, "{\"currency\": \"EUR\", \"models\": {}}");
        book.refresh();
        assertThat(book.table().currency()).isEqualTo("EUR");
        assertThat(book.check().status()).isEqualTo(Health.Status.UP);
    }
}
