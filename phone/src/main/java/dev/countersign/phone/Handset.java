package dev.countersign.phone;

import java.util.Map;

/** The thing in the hand: which SDK its app is built with, what it is called, and where it is told of challenges. */
public record Handset(Habits habits, String name, String appId, Push push, Map<String, String> metadata) {

    public static Handset of(Habits habits) {
        return new Handset(habits, "A phone", "com.example.app", Push.NONE, Map.of());
    }

    public Handset named(String other) {
        return new Handset(habits, other, appId, push, metadata);
    }

    public Handset toldBy(Push other) {
        return new Handset(habits, name, appId, other, metadata);
    }

    // spec Verify 5.2: exactly these names, and a token only where there is a platform to use it
    Form creation(DeviceKey key) {
        Form form = new Form()
                .with("FriendlyName", name)
                .with("FactorType", "push")
                .with("Binding.PublicKey", key.spki())
                .with("Binding.Alg", "ES256");
        config(form);
        return metadata.isEmpty() ? form : form.with("Metadata", Json.text(metadata, habits));
    }

    // spec Verify 3.3.2: an update sends the name and all of the configuration, Config.AppId too
    Form update() {
        return config(new Form().with("FriendlyName", name));
    }

    private Form config(Form form) {
        form.with("Config.SdkVersion", habits.sdkVersion())
                .with("Config.AppId", appId)
                .with("Config.NotificationPlatform", push.platform());
        String token = push.token();
        return token == null ? form : form.with("Config.NotificationToken", token);
    }
}
