package io.distsys.election;

import java.util.Optional;

/**
 * An election as its users see it. All that it knows stands in {@link TableElections}.
 */
record TableElection(String name, TableElections elections) implements LeaderElection {

	@Override
	public Candidacy join(LeadershipListener listener) {
		return this.elections.join(this.name, listener);
	}

	@Override
	public Optional<Leader> leader() {
		return this.elections.ownerships().view().find(TableElections.key(this.name)).map(TableElections::leader);
	}

	@Override
	public boolean isLeader() {
		return this.elections.isLeader(this.name);
	}

}
