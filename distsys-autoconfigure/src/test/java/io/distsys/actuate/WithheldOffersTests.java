package io.distsys.actuate;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.Offer;
import io.distsys.ownership.OwnershipView;
import io.distsys.ownership.Ownerships;
import io.distsys.ownership.Session;
import io.distsys.ownership.SessionId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;

/** What a node offers while an operator drains it and moves singletons. */
class WithheldOffersTests {

	private static final NodeId SELF = new NodeId(0, 1);

	private static final Offer LEDGER = new Offer("singleton", "ledger", 1);

	private static final Offer AUDIT = new Offer("singleton", "audit", 1);

	private static final Offer SLOTS = new Offer("slot", "donor", 1024);

	/** As another version of the application offers it, with other terms. */
	private static final Offer PREFERRED_LEDGER = new Offer("singleton", "ledger", 1,
			new Offer.Terms(3, "2.0", Duration.ZERO, 1));

	private final Set<Offer> offered = new HashSet<>(Set.of(LEDGER, AUDIT, SLOTS));

	private final Ownerships ownerships = mock(Ownerships.class);

	private final WithheldOffers offers = new WithheldOffers(this.ownerships, SELF);

	private static Session session(NodeId node, boolean draining, Set<Offer> offers) {
		return new Session(new SessionId(node, 1), 1, Duration.ofSeconds(2), 1, draining, offers);
	}

	@BeforeEach
	void anotherNodeOffersTheLedgerAndSlots() {
		OwnershipView view = mock(OwnershipView.class);
		given(this.ownerships.view()).willReturn(view);
		given(view.sessionOf(SELF)).willAnswer((call) -> Optional.of(session(SELF, false, this.offered)));
		given(view.sessions()).willReturn(List.of(session(SELF, false, Set.of(LEDGER, AUDIT, SLOTS)),
				session(new NodeId(0, 2), false, Set.of(PREFERRED_LEDGER, SLOTS)),
				session(new NodeId(0, 3), true, Set.of(AUDIT))));
		willAnswer((call) -> this.offered.remove(call.<Offer>getArgument(0))).given(this.ownerships).withdraw(any());
		willAnswer((call) -> this.offered.add(call.getArgument(0))).given(this.ownerships).offer(any());
	}

	@Test
	void aDrainedNodeKeepsOnlyWhatNoOtherOffersThatStays() {
		assertThat(this.offers.drain()).containsExactly("singleton/audit");
		assertThat(this.offered).containsExactly(AUDIT);
		assertThat(this.offers.isDrained()).isTrue();
		this.offers.undrain();
		assertThat(this.offered).containsExactlyInAnyOrder(LEDGER, AUDIT, SLOTS);
		assertThat(this.offers.isDrained()).isFalse();
	}

	@Test
	void drainingTwiceIsAsDrainingOnce() {
		this.offers.drain();
		assertThat(this.offers.drain()).containsExactly("singleton/audit");
		this.offers.undrain();
		assertThat(this.offered).containsExactlyInAnyOrder(LEDGER, AUDIT, SLOTS);
	}

	@Test
	void theEndOfAMoveDoesNotUndoADrain() {
		this.offers.withhold("ledger");
		assertThat(this.offered).containsExactlyInAnyOrder(AUDIT, SLOTS);
		this.offers.drain();
		this.offers.release("ledger");
		assertThat(this.offered).containsExactly(AUDIT);
		this.offers.undrain();
		assertThat(this.offered).containsExactlyInAnyOrder(LEDGER, AUDIT, SLOTS);
	}

	@Test
	void theEndOfADrainDoesNotUndoAMove() {
		this.offers.drain();
		this.offers.withhold("ledger");
		this.offers.undrain();
		assertThat(this.offered).containsExactlyInAnyOrder(AUDIT, SLOTS);
		this.offers.release("ledger");
		assertThat(this.offered).containsExactlyInAnyOrder(LEDGER, AUDIT, SLOTS);
	}

	@Test
	void aMoveConcernsNoWorkersOfTheSameName() {
		Offer slots = new Offer("slot", "ledger", 8);
		this.offered.add(slots);
		given(this.ownerships.view().sessions())
			.willReturn(List.of(session(new NodeId(0, 2), false, Set.of(LEDGER, slots))));
		this.offers.withhold("ledger");
		this.offers.drain();
		this.offers.undrain();
		assertThat(this.offered).contains(slots).doesNotContain(LEDGER);
	}

}
