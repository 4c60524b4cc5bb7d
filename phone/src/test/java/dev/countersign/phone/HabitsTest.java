package dev.countersign.phone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HabitsTest {
    private static final String HARD = "a b+c=/:é&\"";

    @Test
    void eachSdkOrdersAndEscapesItsJsonInItsOwnWay() {
        Map<String, Object> tree = new LinkedHashMap<>();
        List.of("typ", "alg", "url").forEach(name -> tree.put(name, "a/b"));
        assertThat(Json.text(tree, Habits.PLAIN)).isEqualTo("{\"typ\":\"a/b\",\"alg\":\"a/b\",\"url\":\"a/b\"}");
        assertThat(Json.text(tree, Habits.IOS)).isEqualTo("{\"url\":\"a\\/b\",\"typ\":\"a\\/b\",\"alg\":\"a\\/b\"}");
        assertThat(Json.text(tree, Habits.ANDROID))
                .startsWith("{\"alg\":\"a\\/b\"")
                .hasSize(Json.text(tree, Habits.IOS).length());
    }

    @ParameterizedTest
    @EnumSource(Habits.class)
    void whateverTheHabitsTheJsonMeansTheSame(Habits habits) {
        String json = "{\"z\":[1,2.50,1e400,null,true,{\"y\":\"/\\u0000\\\"é\"}],\"a\":{\"c\":-1,\"b\":\"\"}}";
        assertThat(Json.object(Json.text(Json.object(json), habits))).isEqualTo(Json.object(json));
    }

    @Test
    void eachSdkEncodesAFormInItsOwnWay() {
        Form form = new Form().with("N", HARD).with("M", "=");
        assertThat(form.encoded(Habits.PLAIN)).isEqualTo("N=a+b%2Bc%3D%2F%3A%C3%A9%26%22&M=%3D");
        assertThat(form.encoded(Habits.ANDROID)).isEqualTo("N=a%20b%2Bc%3D%2F%3A%C3%A9%26%22&M=%3D");
        assertThat(form.encoded(Habits.IOS)).isEqualTo("N=a%20b%2Bc=/:%C3%A9&%22&M==");
    }

    @Test
    void theSdksAskForFormsOnGetAndNameOneOnDelete() {
        for (Habits habits : List.of(Habits.ANDROID, Habits.IOS)) {
            assertThat(habits.headers("GET"))
                    .containsEntry("Accept", "application/x-www-form-urlencoded")
                    .doesNotContainKey("Content-Type");
            assertThat(habits.headers("POST"))
                    .containsEntry("Accept", "application/json")
                    .containsEntry("Content-Type", "application/x-www-form-urlencoded");
            assertThat(habits.headers("DELETE")).containsEntry("Content-Type", "application/x-www-form-urlencoded");
        }
        assertThat(Habits.ANDROID.headers("GET").get("User-Agent")).contains("; Android; ", "; VerifySDK; 0.9.0;");
        assertThat(Habits.IOS.headers("GET").get("User-Agent")).contains("; iOS; ", "; TwilioVerify; 3.0.2;");
        assertThat(Habits.PLAIN.headers("GET")).containsEntry("Accept", "application/json");
        assertThat(Habits.PLAIN.headers("DELETE")).doesNotContainKey("Content-Type");
    }

    @Test
    void onlyAndroidMissesAHeaderThatIsSpeltOtherwise() {
        Transport.Answer answer = new Transport.Answer(200, Map.of("date", "now"), "");
        assertThat(Habits.ANDROID.header(answer, "Date")).isNull();
        assertThat(Habits.IOS.header(answer, "Date")).isEqualTo("now");
        assertThat(Habits.PLAIN.header(answer, "Date")).isEqualTo("now");
    }
}
