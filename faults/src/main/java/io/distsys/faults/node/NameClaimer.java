package io.distsys.faults.node;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryWriter;
import io.distsys.registry.ClusterRegistry;
import io.distsys.registry.Registration;
import io.distsys.registry.RegistrationResult;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Wants each name, keeps the ones it gets for a while, acts for them and gives them up.
 */
@Component
class NameClaimer {

	static final List<String> NAMES = List.of("alpha", "beta");

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private final ClusterRegistry registry;

	private final FenceWatch watch;

	private final Actor actor;

	private final HistoryWriter history;

	private final Map<String, Registration> held = new ConcurrentHashMap<>();

	private final Map<String, Boolean> asking = new ConcurrentHashMap<>();

	NameClaimer(ClusterRegistry registry, FenceWatch watch, Actor actor, HistoryWriter history) {
		this.registry = registry;
		this.watch = watch;
		this.actor = actor;
		this.history = history;
	}

	@Scheduled(fixedDelay = 100)
	void turn() {
		for (String name : NAMES) {
			Registration registration = this.held.get(name);
			if (registration != null) {
				act(registration);
			}
			else if (this.asking.putIfAbsent(name, true) == null) {
				ask(name);
			}
		}
	}

	private void ask(String name) {
		this.registry.registerAsync(name, Map.of(), TIMEOUT).whenComplete((result, failure) -> {
			if (result instanceof RegistrationResult.Registered registered) {
				this.held.put(name, registered.registration());
				registered.registration().onLost((loss) -> {
					// One that goes with the lease comes back.
					if (loss.cause().isForGood()) {
						this.history.record(EventKind.LOST, resource(name), 0, loss.reason());
						this.held.remove(name, registered.registration());
					}
				});
			}
			this.asking.remove(name);
		});
	}

	/** The token changes when the node has had to register the name again. */
	private void act(Registration registration) {
		long token = registration.token().value();
		if (!registration.isHeld()) {
			return;
		}
		Tenancy tenancy = new Tenancy(resource(registration.name()), token, () -> registration.token().value() == token
				&& registration.isHeld() && registration.token().value() == token);
		this.watch.begin(tenancy);
		this.actor.act(tenancy);
		if (ThreadLocalRandom.current().nextInt(20) == 0) {
			this.history.record(EventKind.RELEASED, tenancy.resource(), token, "");
			this.held.remove(registration.name(), registration);
			registration.unregisterAsync().exceptionally((failure) -> false);
		}
	}

	static String resource(String name) {
		return "name/" + name;
	}

}
