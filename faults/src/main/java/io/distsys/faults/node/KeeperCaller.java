package io.distsys.faults.node;

import java.util.Map;

import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryWriter;
import io.distsys.messaging.CallException;

import org.springframework.scheduling.annotation.Scheduled;

/** Calls each singleton again and again, and records who answers. */
class KeeperCaller {

	private final Map<String, Keeper> keepers;

	private final HistoryWriter history;

	KeeperCaller(Map<String, Keeper> keepers, HistoryWriter history) {
		this.keepers = keepers;
		this.history = history;
	}

	@Scheduled(fixedDelay = 200)
	void call() {
		this.keepers.forEach((name, keeper) -> {
			long from = System.nanoTime();
			EventKind outcome = EventKind.RETURNED;
			String answer;
			try {
				answer = keeper.keeper();
			}
			catch (CallException ex) {
				outcome = EventKind.FAILED;
				answer = ex.toString();
			}
			this.history.record(from, System.nanoTime(), outcome, "call/" + name, 0, answer);
		});
	}

}
