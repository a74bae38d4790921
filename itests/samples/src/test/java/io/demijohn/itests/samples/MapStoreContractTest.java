package io.demijohn.itests.samples;

import io.demijohn.checkpoint.CheckpointStore;
import io.demijohn.testkit.checkpoint.CheckpointStoreContract;

final class MapStoreContractTest extends CheckpointStoreContract {

    private final MapStore.Database database = new MapStore.Database();

    @Override
    protected CheckpointStore open() {
        return new MapStore(database);
    }

    @Override
    protected void close(CheckpointStore opened) throws Exception {
        ((MapStore) opened).close();
    }
}
