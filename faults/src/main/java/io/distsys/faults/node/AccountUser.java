package io.distsys.faults.node;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryWriter;
import io.distsys.worker.WorkerType;
import io.distsys.worker.Workers;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Calls workers by their class, two callers at a time on each node, and records each call
 * before it begins and after it has ended. Only where it is asked for: what two nodes
 * have acknowledged that are lost at once is lost, so there are clusters in which it must
 * not be judged.
 */
@Component
@ConditionalOnProperty(AccountUser.PROPERTY)
public class AccountUser {

	/** The property that asks for it. */
	public static final String PROPERTY = "faults.accounts";

	/** What the resource of a worker begins with. */
	public static final String RESOURCE = "account/";

	/** At least one in each slot. */
	private static final List<String> KEYS = IntStream.range(0, 16).mapToObj((number) -> "key-" + number).toList();

	private static final int CALLERS = 2;

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private static final Duration PAUSE = Duration.ofMillis(30);

	private static final int MOST_ADDED = 1_000_000;

	private final WorkerType<Account> accounts;

	private final HistoryWriter history;

	private final AtomicLong calls = new AtomicLong();

	AccountUser(Workers workers, HistoryWriter history) {
		this.accounts = workers.of(Account.class).withTimeout(TIMEOUT);
		this.history = history;
	}

	/**
	 * The workers that are called.
	 * @return their resources, as histories name them
	 */
	public static Set<String> resources() {
		return KEYS.stream().map((key) -> RESOURCE + key).collect(Collectors.toSet());
	}

	/**
	 * The slots of these workers.
	 * @return their resources, as histories name them
	 */
	public static Set<String> slots() {
		return IntStream.range(0, Account.SLOTS)
			.mapToObj((slot) -> "slot/" + Account.TYPE + "/" + slot)
			.collect(Collectors.toSet());
	}

	@EventListener(ApplicationReadyEvent.class)
	void begin() {
		for (int caller = 1; caller <= CALLERS; caller++) {
			Thread thread = new Thread(this::use, "faults-account-" + caller);
			thread.setDaemon(true);
			thread.start();
		}
	}

	/** Different amounts, so that each balance shows what is in it. */
	private void use() {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		while (true) {
			String key = KEYS.get(random.nextInt(KEYS.size()));
			if (random.nextInt(4) == 0) {
				call(key, "get", Account::balance);
			}
			else {
				long amount = random.nextLong(1, MOST_ADDED);
				call(key, "add " + amount, (account) -> account.deposit(amount));
			}
			LockSupport.parkNanos(PAUSE.toNanos());
		}
	}

	private void call(String key, String input, ToLongFunction<Account> method) {
		long id = this.calls.incrementAndGet();
		this.history.record(EventKind.INVOKED, RESOURCE + key, id, input);
		EventKind outcome = EventKind.RETURNED;
		String answer;
		try {
			answer = Long.toString(method.applyAsLong(this.accounts.get(key)));
		}
		catch (RuntimeException ex) {
			outcome = FailedCall.outcome(ex);
			answer = ex.toString();
		}
		this.history.record(outcome, RESOURCE + key, id, answer);
	}

}
