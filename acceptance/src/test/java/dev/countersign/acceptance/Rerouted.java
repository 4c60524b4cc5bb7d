package dev.countersign.acceptance;

import com.twilio.http.HttpClient;
import com.twilio.http.NetworkHttpClient;
import com.twilio.http.Request;
import com.twilio.http.Response;
import com.twilio.http.TwilioRestClient;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** The Java SDK's own hook for another host: the requests it makes, sent to our server. */
final class Rerouted extends HttpClient {
    private final URI base;
    private final NetworkHttpClient network;

    private Rerouted(URI base, NetworkHttpClient network) {
        this.base = base;
        this.network = network;
    }

    static TwilioRestClient client(Api api) {
        return client(api, new NetworkHttpClient());
    }

    static TwilioRestClient client(Api api, NetworkHttpClient network) {
        return new TwilioRestClient.Builder(api.user(), api.password())
                .httpClient(new Rerouted(api.base(), network))
                .build();
    }

    @Override
    public Response makeRequest(Request request) {
        URI asked = URI.create(request.getUrl());
        String rest = asked.getRawPath() + (asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery());
        Request ours = new Request(request.getMethod(), base + rest);
        ours.setAuth(request.getUsername(), request.getPassword());
        ours.setContentType(request.getContentType());
        ours.setUserAgentExtensions(request.getUserAgentExtensions());
        each(request.getQueryParams(), ours::addQueryParam);
        each(request.getPostParams(), ours::addPostParam);
        each(request.getHeaderParams(), ours::addHeaderParam);
        return network.makeRequest(ours);
    }

    private static void each(Map<String, List<String>> all, java.util.function.BiConsumer<String, String> add) {
        all.forEach((name, values) -> values.forEach(value -> add.accept(name, value)));
    }
}
