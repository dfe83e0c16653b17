package io.distsys.registry;

import java.util.Map;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.FencingToken;
import io.distsys.registry.RegistryEvent.NameRegistered;
import io.distsys.registry.RegistryEvent.NameReleased;
import io.distsys.registry.RegistryEvent.NameUpdated;
import io.distsys.registry.RegistryEvent.Reason;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class UntoldEventsTests {

	private final UntoldEvents untold = new UntoldEvents();

	private static RegisteredName entry(long node, long token, String metadata) {
		return new RegisteredName("x", new NodeId(0, node), new FencingToken(token), Map.of("is", metadata));
	}

	@Test
	void whatComesOneByOneIsToldAsItCame() {
		NameRegistered registered = new NameRegistered(entry(1, 1, "new"), Reason.REGISTERED);
		NameUpdated updated = new NameUpdated(registered.entry(), entry(1, 1, "changed"));
		NameReleased released = new NameReleased(updated.after(), Reason.HOLDER_LOST);
		this.untold.add(registered);
		assertThat(this.untold.take()).containsExactly(registered);
		this.untold.add(updated);
		assertThat(this.untold.take()).containsExactly(updated);
		this.untold.add(released);
		assertThat(this.untold.take()).containsExactly(released);
		assertThat(this.untold.take()).isEmpty();
	}

	@Test
	void whatIsAsItWasIsNotToldOf() {
		this.untold.add(new NameRegistered(entry(1, 1, "new"), Reason.REGISTERED));
		this.untold.add(new NameReleased(entry(1, 1, "new"), Reason.UNREGISTERED));
		assertThat(this.untold.take()).isEmpty();
		this.untold.add(new NameReleased(entry(1, 1, "held"), Reason.HOLDER_LOST));
		this.untold.add(new NameRegistered(entry(1, 1, "held"), Reason.HOLDER_FOUND));
		assertThat(this.untold.take()).isEmpty();
	}

	@Test
	void updatesBecomeOneOrAPartOfTheRegistration() {
		this.untold.add(new NameUpdated(entry(1, 1, "1"), entry(1, 1, "2")));
		this.untold.add(new NameUpdated(entry(1, 1, "2"), entry(1, 1, "3")));
		assertThat(this.untold.take()).containsExactly(new NameUpdated(entry(1, 1, "1"), entry(1, 1, "3")));
		this.untold.add(new NameRegistered(entry(1, 1, "1"), Reason.HOLDER_FOUND));
		this.untold.add(new NameUpdated(entry(1, 1, "1"), entry(1, 1, "2")));
		assertThat(this.untold.take()).containsExactly(new NameRegistered(entry(1, 1, "2"), Reason.HOLDER_FOUND));
	}

	@Test
	void aNameThatHasChangedHandsIsReleasedAndRegisteredHoweverOftenItDid() {
		this.untold.add(new NameUpdated(entry(1, 1, "told"), entry(1, 1, "untold")));
		this.untold.add(new NameReleased(entry(1, 1, "untold"), Reason.UNREGISTERED));
		this.untold.add(new NameRegistered(entry(2, 2, "brief"), Reason.REGISTERED));
		this.untold.add(new NameReleased(entry(2, 2, "brief"), Reason.CONFLICT));
		this.untold.add(new NameRegistered(entry(3, 3, "last"), Reason.HOLDER_FOUND));
		assertThat(this.untold.take()).containsExactly(new NameReleased(entry(1, 1, "told"), Reason.UNREGISTERED),
				new NameRegistered(entry(3, 3, "last"), Reason.HOLDER_FOUND));
	}

}
