package io.distsys.ownership;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.distsys.cluster.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * What the log carries. Each command names the session or the token that it is about, so
 * that a late or repeated one does nothing.
 */
sealed interface Command {

	/**
	 * Of how many resources one command is at the most: each takes less than a KiB, and a
	 * command of more than a message would stop the group.
	 */
	int MOST_RESOURCES = 5_000;

	/**
	 * Open a session for a node, in place of any that it had; attempts of a node only
	 * grow.
	 */
	record OpenSession(NodeId node, long attempt, Duration ttl, Set<Offer> offers) implements Command {

	}

	record RenewSession(SessionId session) implements Command {

	}

	record CloseSession(SessionId session) implements Command {

	}

	/** End a session unless it was renewed after the given entry. */
	record ExpireSession(SessionId session, long renewedAt) implements Command {

	}

	/** The node leaves: give it nothing new. */
	record DrainSession(SessionId session) implements Command {

	}

	record ReplaceOffers(SessionId session, Set<Offer> offers) implements Command {

	}

	/**
	 * What the planner wants done.
	 *
	 * @param moves what is free, or cannot stay
	 * @param seen the entry that changed the switch of moves last, as the planner saw it
	 * @param better what would only be better elsewhere: it stays if the switch was
	 * changed after that entry
	 */
	record Plan(List<Move> moves, long seen, List<Move> better) implements Command {

		Plan(List<Move> moves) {
			this(moves, 0, List.of());
		}

	}

	/** The owner acts for these. */
	record Activated(SessionId session, List<Held> held) implements Command {

	}

	/** The owner has stopped these, and the named session has their state. */
	record Released(SessionId session, List<Handed> handed) implements Command {

	}

	record Claim(SessionId session, ResourceKey key, Map<String, String> metadata) implements Command {

	}

	record Unclaim(SessionId session, Held held) implements Command {

	}

	record Describe(SessionId session, Held held, Map<String, String> metadata) implements Command {

	}

	/**
	 * Stand in line for a resource, if not more than so many then wait.
	 */
	record Enter(ResourceKey key, Waiter waiter, int mostWaiting) implements Command {

	}

	/** Leave the line, or give up the resource to the next in it. */
	record Leave(ResourceKey key, Waiter waiter) implements Command {

	}

	/** Change a number, if there are then not more than so many other than zero. */
	record ChangeNumber(String name, Numbers.Change change, int mostNumbers) implements Command {

	}

	/**
	 * Pause moves for balance, or resume them if there is no pause, unless that was
	 * changed after the given entry.
	 */
	record SetMoves(long seen, @Nullable MovesPause pause) implements Command {

	}

	/** The leader is to make now what it would move later. */
	record MoveNow() implements Command {

	}

	/**
	 * Give a resource to a session: at once if it is free, else after its owner has
	 * released it.
	 *
	 * @param key the resource
	 * @param current the grant that ends, or {@literal null} if the resource is free
	 * @param to who gets it, or {@literal null} if it is only to be released
	 */
	record Move(ResourceKey key, @Nullable FencingToken current, @Nullable SessionId to) {

	}

	record Held(ResourceKey key, FencingToken token) {

	}

	record Handed(Held held, @Nullable SessionId to) {

	}

}
