package io.distsys.ownership;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.distsys.consensus.ReplicatedLog;
import io.distsys.time.EventLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the log what this node has activated and released: everything of one turn of the
 * loop in one command, and what failed is looked at again. Lives on the event loop.
 */
final class Announcements {

	private static final Logger logger = LoggerFactory.getLogger(Announcements.class);

	private static final Duration RETRY = Duration.ofMillis(200);

	private final ReplicatedLog log;

	private final EventLoop loop;

	private final Duration timeout;

	private final Supplier<@Nullable LeaseTerm> term;

	private final Consumer<ResourceKey> recheck;

	private final Map<ResourceKey, Command.Held> activated = new LinkedHashMap<>();

	private final Map<ResourceKey, Command.Handed> released = new LinkedHashMap<>();

	private boolean scheduled;

	Announcements(ReplicatedLog log, EventLoop loop, Duration timeout, Supplier<@Nullable LeaseTerm> term,
			Consumer<ResourceKey> recheck) {
		this.log = log;
		this.loop = loop;
		this.timeout = timeout;
		this.term = term;
		this.recheck = recheck;
	}

	void activated(Command.Held held) {
		this.activated.put(held.key(), held);
		flushSoon();
	}

	void released(Command.Handed handed) {
		this.released.put(handed.held().key(), handed);
		flushSoon();
	}

	private void flushSoon() {
		if (!this.scheduled) {
			this.scheduled = true;
			this.loop.execute(this::flush);
		}
	}

	private void flush() {
		this.scheduled = false;
		List<Command.Held> nowActive = List.copyOf(this.activated.values());
		List<Command.Handed> nowReleased = List.copyOf(this.released.values());
		this.activated.clear();
		this.released.clear();
		LeaseTerm current = this.term.get();
		if (current == null) {
			return;
		}
		submit(nowActive, (held) -> new Command.Activated(current.session(), held), Command.Held::key);
		submit(nowReleased, (handed) -> new Command.Released(current.session(), handed),
				(handed) -> handed.held().key());
	}

	/** A node may have all slots of all types. */
	private <T> void submit(List<T> all, Function<List<T>, Command> announcing, Function<T, ResourceKey> key) {
		for (int from = 0; from < all.size(); from += Command.MOST_RESOURCES) {
			List<T> some = all.subList(from, Math.min(from + Command.MOST_RESOURCES, all.size()));
			submit(announcing.apply(some), some.stream().map(key).toList());
		}
	}

	private void submit(Command command, List<ResourceKey> keys) {
		CompletionStage<ReplicatedLog.Applied> submitted = this.log.submitVital(CommandCodec.encode(command),
				this.timeout);
		submitted.whenComplete((applied, failure) -> {
			if (applied != null) {
				keys.forEach(this.recheck);
			}
			else {
				logger.debug("An announcement failed and will be repeated", failure);
				this.loop.schedule(RETRY, () -> keys.forEach(this.recheck));
			}
		});
	}

}
