package io.distsys.available;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.CrashEvidence;
import io.distsys.cluster.NodeId;
import io.distsys.messaging.Messenger;
import io.distsys.ownership.Allotment;
import io.distsys.ownership.NotHandedOverException;
import io.distsys.ownership.Offer;
import io.distsys.ownership.OfferedResources;
import io.distsys.ownership.Owners;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.ResourceKey;
import io.distsys.ownership.Tenant;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Allots with {@link io.distsys.ownership.Guarantee#AVAILABLE}: no majority, no log, no
 * lease. Each node places everything that the nodes in its view offer to own, and begins
 * what falls to it once nobody in its view has it any more. It asks a node that has it to
 * hand over, and does not wait for one that has left the view or of which there is
 * evidence of a crash. Two nodes that find that both own a resource keep the one that
 * placement prefers; the other concedes.
 * <p>
 * Everything lives on the event loop; the methods may be called from any thread.
 *
 * @since 0.1
 */
public final class AvailableNode implements Allotment {

	/** Below every preference that a placement has. */
	private static final int LAST_CHOICE = -1;

	private final NodeId self;

	private final Cluster cluster;

	private final EventLoop loop;

	private final AvailableSettings settings;

	private final CrashEvidence evidence;

	private final TokenClock tokens;

	private final ViewOwners owners = new ViewOwners();

	private final OfferedResources offers = new OfferedResources();

	/** Who was asked for what: it has handed over if it lives and has it no more. */
	private final Map<ResourceKey, Ownership.Cession> asked = new HashMap<>();

	private final LocalGrants grants;

	private final Retreats retreats;

	private final Peers peers;

	private final List<Subscription> subscriptions = new ArrayList<>();

	private final List<CompletableFuture<Void>> draining = new ArrayList<>();

	private Announcement own = new Announcement(1, false, Set.of(), Set.of(), Map.of());

	/** The version from which on this node has offered what it offers now. */
	private long offeredSince = 1;

	private boolean drains;

	private boolean standsBack;

	private volatile AvailablePlan plan = AvailablePlan.NOTHING;

	/** What of the plan is for this node, in a stable order. */
	private List<ResourceKey> ownPlaces = List.of();

	/** Grants have changed since this node's word was made up. */
	private boolean grantsChanged;

	private boolean settled;

	private boolean stopped;

	private boolean lookSoon;

	/**
	 * Create the node's side; {@link #start()} begins.
	 * @param cluster the nodes in view
	 * @param messenger carries what the nodes tell each other
	 * @param loop the core's event loop
	 * @param userExecutor runs what the application wants to be told on a loss
	 * @param wallClock makes tokens grow from one process to the next
	 * @param evidence tells of crashes before the view does
	 * @param settings the times
	 */
	public AvailableNode(Cluster cluster, Messenger messenger, EventLoop loop, Executor userExecutor,
			InstantSource wallClock, CrashEvidence evidence, AvailableSettings settings) {
		this.self = messenger.self();
		this.cluster = cluster;
		this.loop = loop;
		this.settings = settings;
		this.evidence = evidence;
		this.tokens = new TokenClock(wallClock);
		this.grants = new LocalGrants(loop, userExecutor, new GrantListener());
		this.retreats = new Retreats(loop, settings.retreat(), this::changed);
		this.peers = new Peers(cluster, messenger, loop, settings.patience(), new OwnTalk());
	}

	/** A side that is alone decides by itself. */
	@Override
	public Optional<String> outage() {
		return Optional.empty();
	}

	@Override
	public Owners view() {
		return this.owners;
	}

	@Override
	public void install(Tenant tenant) {
		this.grants.install(tenant);
	}

	@Override
	public void offer(Offer offer) {
		if (this.offers.add(offer)) {
			this.loop.execute(this::changed);
		}
	}

	@Override
	public void withdraw(Offer offer) {
		if (this.offers.remove(offer)) {
			this.loop.execute(this::changed);
		}
	}

	/**
	 * Say other terms of what this node offers. Of resources that it
	 * {@linkplain io.distsys.ownership.Offer.Terms#keepsOnly() keeps only} it declines
	 * all that it does not have at that moment, and each one that it gives up later.
	 */
	@Override
	public void describe(Offer offer) {
		if (this.offers.describe(offer)) {
			this.loop.execute(this::changed);
		}
	}

	@Override
	public void start() {
		this.loop.execute(() -> {
			announce();
			this.peers.start();
			this.subscriptions.add(this.cluster.subscribe((event) -> this.loop.execute(this::viewChanged)));
			this.subscriptions.add(this.evidence.subscribe((node) -> this.loop.execute(() -> this.peers.gone(node))));
			this.loop.schedule(this.settings.settle(), () -> {
				this.settled = true;
				look();
			});
		});
	}

	/**
	 * Let the other nodes have everything that any of them can own, or do not any more.
	 * What this node owns is handed over to them; it is still the one that owns what
	 * nobody else can.
	 * @param back whether this node is the last choice
	 */
	public void standBack(boolean back) {
		this.loop.execute(() -> {
			this.standsBack = back;
			changed();
		});
	}

	/**
	 * Who should own what.
	 * @return the plan by the last look at the nodes in view; a memory read
	 */
	public AvailablePlan plan() {
		return this.plan;
	}

	private void viewChanged() {
		if (!this.stopped) {
			this.peers.followView();
			look();
		}
	}

	/** Something about this node has changed: say so, and see what follows. */
	private void changed() {
		announce();
		look();
	}

	private void announce() {
		if (refresh()) {
			this.peers.tell();
		}
	}

	/**
	 * Make up this node's word as it is now.
	 * @return whether it is another one
	 */
	private boolean refresh() {
		this.grantsChanged = false;
		Announcement now = new Announcement(this.own.version() + 1, this.drains, offered(), declined(),
				this.grants.announced());
		boolean same = now.equals(new Announcement(now.version(), this.own.draining(), this.own.offers(),
				this.own.declined(), this.own.holdings()));
		if (same) {
			return false;
		}
		if (!now.offers().equals(this.own.offers()) || !now.declined().equals(this.own.declined())) {
			this.offeredSince = now.version();
		}
		this.own = now;
		return true;
	}

	private Set<Offer> offered() {
		Set<Offer> all = this.offers.all();
		return this.standsBack ? all.stream().map(AvailableNode::lastChoice).collect(Collectors.toSet()) : all;
	}

	/**
	 * What this node does not want: what it could not begin, and all that it does not
	 * have of what it only keeps.
	 */
	private Set<ResourceKey> declined() {
		Set<ResourceKey> declined = new HashSet<>(this.retreats.declined());
		this.offers.all()
			.stream()
			.filter((offer) -> offer.terms().keepsOnly())
			.flatMap(AvailableNode::resources)
			.filter((key) -> this.grants.stateOf(key) == null)
			.forEach(declined::add);
		return declined;
	}

	private static Stream<ResourceKey> resources(Offer offer) {
		return IntStream.range(0, offer.count())
			.mapToObj((index) -> new ResourceKey(offer.kind(), offer.name(), index));
	}

	private static Offer lastChoice(Offer offer) {
		Offer.Terms terms = offer.terms();
		return new Offer(offer.kind(), offer.name(), offer.count(),
				new Offer.Terms(LAST_CHOICE, terms.version(), terms.minimumStay(), terms.minimumNodes()));
	}

	private void lookSoon() {
		if (!this.lookSoon) {
			this.lookSoon = true;
			this.loop.execute(() -> {
				this.lookSoon = false;
				look();
			});
		}
	}

	/** Compare what is with what should be. */
	private void look() {
		if (this.stopped) {
			return;
		}
		announceGrants();
		SortedMap<NodeId, Announcement> others = this.peers.announcements();
		observeTokens(others);
		Map<ResourceKey, NodeId> places = planned(others).places();
		this.grants.keys().forEach((key) -> keepOrLeave(key, places.get(key), others));
		Map<ResourceKey, Ownership.Cession> askedBefore = new HashMap<>(this.asked);
		this.asked.clear();
		for (ResourceKey key : this.ownPlaces) {
			if (this.grants.stateOf(key) == null) {
				takeOrAsk(key, others, askedBefore.get(key));
			}
		}
		announceGrants();
		this.owners.update(withOwn(others));
		this.peers.tell();
		if (this.grants.keys().isEmpty() && !this.draining.isEmpty()) {
			settle();
		}
	}

	private void announceGrants() {
		if (this.grantsChanged) {
			announce();
		}
	}

	/** The plan, made anew only if what it depends on has changed. */
	private AvailablePlan planned(SortedMap<NodeId, Announcement> others) {
		Map<NodeId, AvailablePlan.Candidate> nodes = new HashMap<>();
		withOwn(others).forEach((node, said) -> nodes.put(node, said.candidate()));
		if (!nodes.equals(this.plan.nodes())) {
			Map<ResourceKey, NodeId> places = ViewPlacement.owners(nodes);
			this.ownPlaces = places.entrySet()
				.stream()
				.filter((place) -> place.getValue().equals(this.self))
				.map(Map.Entry::getKey)
				.sorted()
				.toList();
			this.plan = new AvailablePlan(nodes, places);
		}
		return this.plan;
	}

	private void settle() {
		List<CompletableFuture<Void>> drained = List.copyOf(this.draining);
		this.draining.clear();
		this.grants.settle().whenComplete((settled, failure) -> drained.forEach((one) -> one.complete(null)));
	}

	private SortedMap<NodeId, Announcement> withOwn(SortedMap<NodeId, Announcement> others) {
		SortedMap<NodeId, Announcement> all = new TreeMap<>(others);
		all.put(this.self, this.own);
		return all;
	}

	private void observeTokens(SortedMap<NodeId, Announcement> others) {
		others.values()
			.forEach((word) -> word.holdings().values().forEach((held) -> this.tokens.observe(held.token())));
	}

	/**
	 * What another node should have stays here until that one asks: it alone knows that
	 * it is ready. What has stopped here and could not be handed over goes to whoever
	 * acts, or begins anew where nobody else is to have it.
	 */
	private void keepOrLeave(ResourceKey key, @Nullable NodeId place, SortedMap<NodeId, Announcement> others) {
		boolean acts = this.grants.stateOf(key) == Ownership.State.ACTIVE;
		boolean stranded = this.grants.isStranded(key);
		NodeId kept = (acts || stranded) ? kept(key, acts, others) : null;
		if (kept != null && !kept.equals(this.self)) {
			this.grants.concede(key, kept);
		}
		if (place == null || (stranded && place.equals(this.self))) {
			this.grants.release(key, place);
		}
	}

	/** Of all that act for it the one that goes on. */
	private @Nullable NodeId kept(ResourceKey key, boolean actsHere, SortedMap<NodeId, Announcement> others) {
		NodeId kept = actsHere ? this.self : null;
		for (Map.Entry<NodeId, Announcement> other : others.entrySet()) {
			Announcement.Holding held = other.getValue().holdings().get(key);
			if (held != null && held.state() == Ownership.State.ACTIVE) {
				kept = (kept != null) ? ViewPlacement.kept(key, kept, other.getKey()) : other.getKey();
			}
		}
		return kept;
	}

	private void takeOrAsk(ResourceKey key, SortedMap<NodeId, Announcement> others,
			Ownership.@Nullable Cession askedBefore) {
		if (!this.settled || !this.peers.areInStep(this.offeredSince)) {
			return;
		}
		for (Map.Entry<NodeId, Announcement> other : others.entrySet()) {
			Announcement.Holding held = other.getValue().holdings().get(key);
			if (held != null) {
				this.asked.put(key, new Ownership.Cession(other.getKey(), held.token()));
				return;
			}
		}
		boolean handedOver = askedBefore != null && others.containsKey(askedBefore.node());
		this.grants.take(key, this.tokens.next(), handedOver ? askedBefore : null);
	}

	@Override
	public CompletionStage<Void> drain(Duration timeout) {
		CompletableFuture<Void> drained = new CompletableFuture<>();
		this.loop.execute(() -> {
			this.draining.add(drained);
			this.drains = true;
			changed();
			Subscription limit = this.loop.schedule(timeout,
					() -> drained.completeExceptionally(new NotHandedOverException(this.grants.unfinished())));
			drained.whenComplete((done, failure) -> limit.close());
		});
		return drained;
	}

	@Override
	public CompletionStage<Void> stop(Duration timeout) {
		CompletableFuture<Void> ended = new CompletableFuture<>();
		this.loop.execute(() -> {
			this.stopped = true;
			this.drains = true;
			this.subscriptions.forEach(Subscription::close);
			this.grants.endAll("this node leaves");
			announce();
			this.peers.close();
			this.owners.update(new TreeMap<>());
			ended.complete(null);
		});
		return ended;
	}

	/** What the other nodes are told and ask. */
	private final class OwnTalk implements Peers.Talk {

		@Override
		public Announcement own() {
			if (AvailableNode.this.grantsChanged) {
				refresh();
			}
			return AvailableNode.this.own;
		}

		@Override
		public Set<ResourceKey> wantedFrom(NodeId holder) {
			Set<ResourceKey> wanted = new HashSet<>();
			AvailableNode.this.asked.forEach((key, cession) -> {
				if (cession.node().equals(holder)) {
					wanted.add(key);
				}
			});
			return wanted;
		}

		@Override
		public void asked(NodeId by, Set<ResourceKey> wanted) {
			if (wanted.isEmpty()) {
				return;
			}
			Map<ResourceKey, NodeId> places = planned(AvailableNode.this.peers.announcements()).places();
			for (ResourceKey key : wanted) {
				if (by.equals(places.get(key))) {
					AvailableNode.this.grants.release(key, by);
				}
			}
		}

		@Override
		public void changed() {
			lookSoon();
		}

	}

	/** What becomes of this node's own grants. */
	private final class GrantListener implements LocalGrants.Listener {

		/** Many may change at once: they are told of together. */
		@Override
		public void changed() {
			AvailableNode.this.grantsChanged = true;
			lookSoon();
		}

		@Override
		public void activated(ResourceKey key) {
			AvailableNode.this.retreats.activated(key);
		}

		@Override
		public void failed(ResourceKey key) {
			AvailableNode.this.retreats.failed(key);
			AvailableNode.this.changed();
		}

	}

}
