package io.distsys.faults.node;

import io.distsys.faults.history.HistoryWriter;
import io.distsys.singleton.ClusterSingleton;

import org.springframework.stereotype.Component;

@Component
@ClusterSingleton("reporter")
class Reporter extends RecordedSingleton {

	Reporter(FenceWatch watch, Actor actor, HistoryWriter history) {
		super("reporter", watch, actor, history);
	}

}
