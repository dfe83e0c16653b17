package io.distsys.faults.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryWriter;
import io.distsys.ownership.FenceClosedException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * What the harness says on the standard input, one order a line. At its end the harness
 * has gone, and this process ends too.
 */
@Component
public class Orders {

	/** The detail of an answer that was ordered. */
	public static final String ASKED = "asked";

	private final List<RecordedSingleton> singletons;

	private final Actor actor;

	private final NumberUser numbers;

	private final ObjectProvider<SentryRollCall> sentries;

	private final HistoryWriter history;

	private final NodeProperties properties;

	private final Map<String, Tenancy> asked = new HashMap<>();

	Orders(List<RecordedSingleton> singletons, Actor actor, NumberUser numbers, ObjectProvider<SentryRollCall> sentries,
			HistoryWriter history, NodeProperties properties) {
		this.singletons = singletons;
		this.actor = actor;
		this.numbers = numbers;
		this.sentries = sentries;
		this.history = history;
		this.properties = properties;
	}

	@EventListener(ApplicationReadyEvent.class)
	void listen() {
		this.history.record(EventKind.READY, "", 0, "");
		Duration endAfter = this.properties.endAfter();
		Thread reader = new Thread((endAfter != null) ? () -> end(endAfter) : this::read, "faults-orders");
		reader.setDaemon(true);
		reader.start();
	}

	private static void end(Duration after) {
		LockSupport.parkNanos(after.toNanos());
		System.exit(0);
	}

	private void read() {
		try {
			BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				follow(line.split(" "));
			}
		}
		catch (IOException ex) {
			// As good as the end.
		}
		Runtime.getRuntime().halt(1);
	}

	/**
	 * {@code ask <resource>} asks the fence, and the answer has {@link #ASKED} as its
	 * detail; {@code write <resource>} writes with the token of then. Between them the
	 * process can be stopped, and be sent the second order while it is. {@code add <name>
	 * <amount>} and {@code get <name>} are operations on a number. {@code roll <call>}
	 * has a {@link SentryReport} recorded.
	 */
	private void follow(String[] order) {
		switch (order[0]) {
			case "ask" -> ask(order[1]);
			case "write" -> this.actor.write(this.asked.remove(order[1]));
			case "add" -> this.numbers.add(order[1], Long.parseLong(order[2]));
			case "get" -> this.numbers.get(order[1]);
			case Sentries.ROLL_CALL -> this.sentries.getObject().answer(Long.parseLong(order[1]));
			default -> throw new IllegalArgumentException("There is no order '" + order[0] + "'");
		}
	}

	private void ask(String resource) {
		for (RecordedSingleton singleton : this.singletons) {
			Tenancy tenancy = tenancyOf(singleton);
			if (tenancy != null && tenancy.resource().equals(resource)) {
				this.asked.put(resource, tenancy);
				tenancy.ask(this.history, EventKind.HELD, ASKED);
			}
		}
	}

	private static @Nullable Tenancy tenancyOf(RecordedSingleton singleton) {
		try {
			return singleton.tenancy();
		}
		catch (FenceClosedException ex) {
			return null;
		}
	}

}
