package io.distsys.faults.node;

import io.distsys.faults.history.HistoryWriter;
import io.distsys.singleton.ClusterSingleton;

import org.springframework.stereotype.Component;

@Component
@ClusterSingleton("ledger")
class Ledger extends RecordedSingleton {

	Ledger(FenceWatch watch, Actor actor, HistoryWriter history) {
		super("ledger", watch, actor, history);
	}

}
