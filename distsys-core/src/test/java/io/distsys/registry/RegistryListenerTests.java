package io.distsys.registry;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;

import io.distsys.ownership.FencingToken;
import io.distsys.registry.RegistryEvent.NameRegistered;
import io.distsys.registry.RegistryEvent.Reason;
import io.distsys.simulation.SimulatedMembership;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RegistryListenerTests {

	private final Queue<Runnable> threads = new ArrayDeque<>();

	private final List<String> told = new ArrayList<>();

	private boolean exhausted;

	private boolean broken;

	private final RegistryListener listener = new RegistryListener(this::hear, (task) -> {
		if (this.exhausted) {
			throw new InternalError("planted: no thread can be started");
		}
		if (this.broken) {
			throw new IllegalStateException("planted: of the executor");
		}
		this.threads.add(task);
	});

	private void hear(RegistryEvent event) {
		this.told.add(event.name());
		if (event.name().equals("bad")) {
			throw new NoClassDefFoundError("of a listener");
		}
		if (event.name().equals("last thread")) {
			this.exhausted = true;
			register("meanwhile");
		}
	}

	private void register(String name) {
		this.listener.tell(new NameRegistered(
				new RegisteredName(name, SimulatedMembership.node(1).id(), new FencingToken(1), Map.of()),
				Reason.REGISTERED));
	}

	private void runAll() {
		while (!this.threads.isEmpty()) {
			this.threads.remove().run();
		}
	}

	@Test
	void oneThatFailsIsToldOfTheNextEvents() {
		register("bad");
		register("in the same turn");
		runAll();
		register("in the next one");
		runAll();
		assertThat(this.told).containsExactly("bad", "in the same turn", "in the next one");
	}

	@Test
	void whatCameWhileItWasToldIsToldThoughNoOtherThreadCanBeStarted() {
		register("last thread");
		runAll();
		assertThat(this.told).containsExactly("last thread", "meanwhile");
	}

	@Test
	void whatNoThreadCouldBeStartedForIsToldWithTheNextEvent() {
		this.exhausted = true;
		register("alone");
		runAll();
		assertThat(this.told).isEmpty();
		this.exhausted = false;
		register("next");
		runAll();
		assertThat(this.told).containsExactly("alone", "next");
	}

	@Test
	void whatABrokenExecutorDidNotTakeIsToldWithTheNextEvent() {
		this.broken = true;
		register("alone");
		this.broken = false;
		register("next");
		runAll();
		assertThat(this.told).containsExactly("alone", "next");
	}

	@Test
	void aClosedOneIsToldNothingMore() {
		register("before");
		this.listener.close();
		runAll();
		assertThat(this.told).isEmpty();
	}

}
