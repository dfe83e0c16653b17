package io.distsys.ownership;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of the table that says who owns what: the rows, the tokens of their grants,
 * and those who are told of changes. Written on the event loop only, read from anywhere.
 */
final class OwnedRows {

	private static final Logger logger = LoggerFactory.getLogger(OwnedRows.class);

	private final Map<ResourceKey, Ownership> rows = new ConcurrentHashMap<>();

	private final List<Consumer<? super OwnershipChange>> listeners = new CopyOnWriteArrayList<>();

	private volatile long lastToken;

	private volatile long highestTokenEver;

	@Nullable Ownership find(ResourceKey key) {
		return this.rows.get(key);
	}

	Map<ResourceKey, Ownership> all() {
		return this.rows;
	}

	long lastToken() {
		return this.lastToken;
	}

	long highestTokenEver() {
		return this.highestTokenEver;
	}

	/** Begin anew, empty. */
	void clear() {
		this.rows.clear();
	}

	void restore(Ownership row) {
		this.rows.put(row.key(), row);
	}

	void tokensBeginAbove(long token) {
		this.lastToken = token;
		this.highestTokenEver = Math.max(this.highestTokenEver, token);
	}

	Ownership grant(ResourceKey key, SessionId to, Ownership.@Nullable Cession cededBy, Ownership.State state,
			Map<String, String> metadata) {
		tokensBeginAbove(this.lastToken + 1);
		Ownership row = new Ownership(key, to, new FencingToken(this.lastToken), state, null, cededBy, metadata);
		put(key, row);
		return row;
	}

	boolean ifHeld(SessionId session, Command.Held held, Function<Ownership, @Nullable Ownership> change) {
		Ownership row = this.rows.get(held.key());
		if (row == null || !row.owner().equals(session) || !row.token().equals(held.token())) {
			return false;
		}
		put(held.key(), change.apply(row));
		return true;
	}

	void freeAll(SessionId owner) {
		for (Ownership row : List.copyOf(this.rows.values())) {
			if (row.owner().equals(owner)) {
				put(row.key(), null);
			}
		}
	}

	void put(ResourceKey key, @Nullable Ownership after) {
		Ownership before = (after != null) ? this.rows.put(key, after) : this.rows.remove(key);
		if (after == null || !after.equals(before)) {
			tell(new OwnershipChange(key, before, after));
		}
	}

	/** Something about the resource has changed that does not stand in its row. */
	void changed(ResourceKey key) {
		Ownership row = this.rows.get(key);
		tell(new OwnershipChange(key, row, row));
	}

	void allChanged() {
		tell(new OwnershipChange(null, null, null));
	}

	/** A listener that fails must not leave a command half applied on this node alone. */
	private void tell(OwnershipChange change) {
		for (Consumer<? super OwnershipChange> listener : this.listeners) {
			try {
				listener.accept(change);
			}
			catch (Exception | LinkageError | AssertionError | StackOverflowError ex) {
				logger.error("A listener of the ownership table failed change={}", change, ex);
			}
		}
	}

	Subscription subscribe(Consumer<? super OwnershipChange> listener) {
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

}
