package io.distsys.placement;

/**
 * How the many resources of one name, such as the slots of a worker type, are spread over
 * the nodes that may have them. Whatever the strategy, only the most preferred candidates
 * count, and nothing that a candidate could have is left without a node.
 *
 * @since 0.1
 */
public enum PlacementStrategy {

	/**
	 * Each has a node by its hash, no node has more than a tenth above its share. Where
	 * things are depends on the nodes alone, not on what has happened before.
	 */
	CONSISTENT(new RendezvousPlacement()),

	/**
	 * What is free goes to the node that has fewest; nodes then differ by one at the
	 * most. Little moves: of a lost node what it had and nothing else, to a new node its
	 * share, and few between the others.
	 */
	LEAST_LOADED(new SpreadPlacement()),

	/**
	 * What is free goes to a node by its hash, without a bound; nothing moves for
	 * balance.
	 */
	RANDOM(new StayingPlacement(StayingPlacement.BY_HASH)),

	/**
	 * What is somewhere stays there as long as its node can keep it; what is free goes to
	 * the node that has fewest. A node that joins gets nothing that another one has.
	 */
	STAY(new StayingPlacement(StayingPlacement.BY_LOAD));

	private final Placement placement;

	PlacementStrategy(Placement placement) {
		this.placement = placement;
	}

	/**
	 * The function.
	 * @return what places by this strategy
	 */
	public Placement placement() {
		return this.placement;
	}

	/**
	 * Find the strategy that another node has named. It may run a version that knows
	 * more.
	 * @param name name of the strategy
	 * @return the strategy, {@link #CONSISTENT} if there is none of that name
	 */
	public static PlacementStrategy named(String name) {
		for (PlacementStrategy strategy : values()) {
			if (strategy.name().equals(name)) {
				return strategy;
			}
		}
		return CONSISTENT;
	}

}
