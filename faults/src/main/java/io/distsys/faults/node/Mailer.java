package io.distsys.faults.node;

import io.distsys.faults.history.HistoryWriter;
import io.distsys.singleton.ClusterSingleton;

import org.springframework.stereotype.Component;

@Component
@ClusterSingleton("mailer")
class Mailer extends RecordedSingleton {

	Mailer(FenceWatch watch, Actor actor, HistoryWriter history) {
		super("mailer", watch, actor, history);
	}

}
