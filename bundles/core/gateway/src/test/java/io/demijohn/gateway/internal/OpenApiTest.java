package io.demijohn.gateway.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.demijohn.gateway.internal.http.Access;
import io.demijohn.gateway.internal.http.Route;
import io.demijohn.gateway.internal.platform.Platform;
import io.demijohn.gateway.internal.responses.Desk;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The documents say what the route table does, and nothing else. */
class OpenApiTest {

    private static final List<Route> ROUTES =
            Api.routes(new Platform(), new Desk(new Platform()), InstantSource.system(), "0").all();

    private static JsonNode document(String name) throws IOException {
        return new ObjectMapper().readTree(OpenApiTest.class.getResource("/" + name));
    }

    private static Set<String> described(JsonNode document) {
        Set<String> all = new TreeSet<>();
        document.get("paths")
                .fields()
                .forEachRemaining(
                        path ->
                                path.getValue()
                                        .fieldNames()
                                        .forEachRemaining(
                                                method ->
                                                        all.add(
                                                                method.toUpperCase()
                                                                        + " "
                                                                        + path.getKey())));
        return all;
    }

    private static Set<String> routes(boolean admin) {
        return ROUTES.stream()
                .filter(route -> route.template().startsWith("/admin/") == admin)
                .map(route -> route.method() + " " + route.template())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyRouteIsDescribedAndEveryDescriptionIsARoute() throws IOException {
        assertThat(described(document("openapi.json"))).isEqualTo(routes(false));
        assertThat(described(document("admin-openapi.json"))).isEqualTo(routes(true));
    }

    @Test
    void noRouteIsThereTwice() {
        List<String> all = new ArrayList<>();
        ROUTES.forEach(r -> all.add(r.method() + r.template().replaceAll("\\{\\w+}", "{}")));
        assertThat(all).doesNotHaveDuplicates();
    }

    @Test
    void onlyOpenRoutesAreDescribedAsOpen() throws IOException {
        JsonNode paths = document("openapi.json").get("paths");
        for (Route route : ROUTES) {
            if (!route.template().startsWith("/admin/")) {
                JsonNode operation = paths.get(route.template()).get(route.method().toLowerCase());
                assertThat(operation.has("security"))
                        .as(route.template())
                        .isEqualTo(route.access() == Access.OPEN);
            }
        }
    }

    @Test
    void everythingUnderAdminNeedsAnAdministratorsKey() {
        assertThat(ROUTES.stream().filter(route -> route.template().startsWith("/admin/")))
                .allMatch(route -> route.access() == Access.ADMIN);
    }

    @Test
    void everyReferenceInADocumentLeadsSomewhere() throws IOException {
        for (String name : List.of("openapi.json", "admin-openapi.json")) {
            JsonNode document = document(name);
            for (String reference : document.findValuesAsText("$ref")) {
                assertThat(document.at(reference.substring(1)).isMissingNode())
                        .as(name + " " + reference)
                        .isFalse();
            }
        }
    }
}
