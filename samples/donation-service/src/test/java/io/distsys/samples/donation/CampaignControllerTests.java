package io.distsys.samples.donation;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.distsys.cluster.NodeId;
import io.distsys.presence.Presence;
import io.distsys.presence.Presence.Meta;
import io.distsys.presence.Presence.Present;
import io.distsys.presence.Presence.PresenceDiff;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.MvcResult;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

/**
 * Tests for {@link CampaignController}.
 */
class CampaignControllerTests {

	private static final Meta HERE = new Meta(new NodeId(1, 0), 1, Map.of());

	private final Presence presence = mock(Presence.class);

	private final MockMvc mvc = MockMvcBuilders.standaloneSetup(new CampaignController(this.presence)).build();

	@Test
	void whoHasLeftOneOfTwoTabsHasNotGone() throws Exception {
		assertThat(toldOf(new PresenceDiff("campaign/Clinic", Map.of("ann", present("ann")),
				Map.of("zoe", present("zoe"), "bob", present("bob")), Set.of("bob"))))
			.contains("data:{\"joins\":[\"ann\"],\"leaves\":[\"bob\"]}");
	}

	@Test
	void whoHasLeftAllTabsHasGone() throws Exception {
		assertThat(toldOf(new PresenceDiff("campaign/Clinic", Map.of(), Map.of("zoe", present("zoe")), Set.of("zoe"))))
			.contains("data:{\"joins\":[],\"leaves\":[\"zoe\"]}");
	}

	private static Present present(String name) {
		return new Present(name, List.of(HERE), null);
	}

	@SuppressWarnings("unchecked")
	private String toldOf(PresenceDiff change) throws Exception {
		MvcResult stream = this.mvc.perform(get("/campaigns/Clinic/live?name=ann")).andReturn();
		ArgumentCaptor<Consumer<? super PresenceDiff>> listener = ArgumentCaptor.forClass(Consumer.class);
		verify(this.presence).subscribe(eq("campaign/Clinic"), listener.capture());
		listener.getValue().accept(change);
		return stream.getResponse().getContentAsString();
	}

}
