using Hub.Platform.Telemetry.Logging;

namespace Hub.Telemetry.Tests.Logging;

/// <summary>What a terminal would act on is shown, in logs and at the command line.</summary>
public sealed class Lines
{
    [Theory]
    [InlineData("plain, with ümläuts, 日本 and 👩‍🔧", "plain, with ümläuts, 日本 and 👩‍🔧")]
    [InlineData("\u001b[31mred\u009b0m\u007f", "\\u001b[31mred\\u009b0m\\u007f")]
    [InlineData("one\r\ntwo\tthree\u2028four\u2029", "one\\r\\ntwo\\tthree\\u2028four\\u2029")]
    [InlineData(
        "\u202egnp\u2066\u2069\u200e\u200f\u061c\ufeff\u200b\u00ad",
        "\\u202egnp\\u2066\\u2069\\u200e\\u200f\\u061c\\ufeff\\u200b\\u00ad")]
    [InlineData("\udb40\udc41hidden", "\\udb40\\udc41hidden")]
    public void Characters_that_are_not_seen_are_escaped(string text, string shown) => VisibleText.Of(text).ShouldBe(shown);

    [Fact]
    public void Half_a_character_is_escaped_and_lines_stay_where_they_are_wanted()
    {
        VisibleText.Of("a" + '\ud800').ShouldBe("a\\ud800");
        VisibleText.Of("one\n\ttwo\r\u001b", lines: true).ShouldBe("one\n\ttwo\\r\\u001b");
    }
}
