package io.distsys.faults.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryWriter;
import io.distsys.messaging.Outcome;
import io.distsys.worker.NotDone;
import io.distsys.worker.WorkerSupervisor;
import io.distsys.worker.Workers;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Starts sentries until there are enough, then stops one and starts another one all the
 * time, and records what it asks and what it is answered. A key is started once, and
 * stopped once at the most: so one that was stopped must never run again. Those that a
 * process has started stay when it has ended.
 */
@Component
@ConditionalOnProperty(Sentries.PROPERTY)
class SentryStarter {

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private static final int MOST_UNDER_WAY = 16;

	private static final int MOST_AT_ONCE = 4;

	private final WorkerSupervisor supervisor;

	private final HistoryWriter history;

	private final String process;

	/** Those of which the start was answered, the oldest first. */
	private final List<String> posted = new ArrayList<>();

	private int underWay;

	private int last;

	SentryStarter(Workers workers, HistoryWriter history, NodeProperties properties) {
		this.supervisor = workers.supervisor(Sentries.TYPE).withTimeout(TIMEOUT);
		this.history = history;
		this.process = properties.node() + "#" + properties.life();
	}

	@Scheduled(fixedDelay = 100)
	void turn() {
		String dismissed = dismissed();
		if (dismissed != null) {
			ask(dismissed, Sentries.STOP);
			this.supervisor.stopAsync(dismissed).thenAccept((result) -> answered(dismissed, Sentries.STOP, result));
		}
		for (String key : recruits()) {
			ask(key, Sentries.START);
			this.supervisor.startAsync(key).thenAccept((result) -> answered(key, Sentries.START, result));
		}
	}

	/** Not one of the first: they are remembered over all that happens. */
	private synchronized @Nullable String dismissed() {
		if (this.posted.size() < Sentries.PER_PROCESS || this.underWay >= MOST_UNDER_WAY) {
			return null;
		}
		this.underWay++;
		int index = ThreadLocalRandom.current().nextInt(Sentries.PER_PROCESS / 2, this.posted.size());
		return this.posted.remove(index);
	}

	private synchronized List<String> recruits() {
		List<String> keys = new ArrayList<>();
		while (this.posted.size() + keys.size() < Sentries.PER_PROCESS && this.underWay < MOST_UNDER_WAY
				&& keys.size() < MOST_AT_ONCE) {
			keys.add(this.process + "-" + ++this.last);
			this.underWay++;
		}
		return keys;
	}

	private void ask(String key, String what) {
		this.history.record(EventKind.INVOKED, Sentries.RESOURCE + key, 0, what);
	}

	private void answered(String key, String what, Object result) {
		EventKind outcome = EventKind.RETURNED;
		String answer = result.getClass().getSimpleName();
		if (result instanceof NotDone no) {
			outcome = (no.outcome() == Outcome.DID_NOT_RUN) ? EventKind.FAILED : EventKind.UNKNOWN;
			answer = no.reason() + ": " + no.detail();
		}
		this.history.record(outcome, Sentries.RESOURCE + key, 0, what + " " + answer);
		synchronized (this) {
			this.underWay--;
			if (what.equals(Sentries.START) && outcome == EventKind.RETURNED) {
				this.posted.add(key);
			}
		}
	}

}
