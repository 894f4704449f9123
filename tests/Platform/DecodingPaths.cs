using Hub.ServiceKit.Hosting;

namespace Hub.Platform.Tests;

public sealed class DecodingPaths
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("p%2Fq", "p/q")]
    [InlineData("p%252Fq", "p%2Fq")]
    [InlineData("p%25252Fq", "p%252Fq")]
    [InlineData("%C3%B6%20%F0%9F%98%80", "ö 😀")]
    [InlineData("100%25", "100%")]
    [InlineData("a+b;c=d", "a+b;c=d")]
    public void A_value_is_decoded_exactly_once_and_encoded_back_to_the_same(string raw, string value)
    {
        var matched = PathText.Read(raw);
        PathText.TryDecode(matched, out var decoded).ShouldBeTrue();
        decoded.ShouldBe(value);
        Uri.UnescapeDataString(PathText.Encode(matched)).ShouldBe(value);
    }

    [Theory]
    [InlineData("%F6")]
    [InlineData("%f6x")]
    [InlineData("%c0%af")]
    [InlineData("%ED%A0%80")]
    [InlineData("%C3")]
    [InlineData("%zz")]
    [InlineData("%")]
    [InlineData("a%4")]
    [InlineData("%00")]
    [InlineData("%E2%82x")]
    public void What_cannot_be_decoded_is_no_value_and_is_passed_on_byte_for_byte(string raw)
    {
        var matched = PathText.Read(raw);
        PathText.TryDecode(matched, out _).ShouldBeFalse();
        PathText.Encode(matched).ShouldBe(raw);
    }

    [Fact]
    public void Slashes_between_segments_are_told_from_encoded_ones() =>
        PathText.EncodePath(PathText.Read("/a%2Fb/c%20d/")).ShouldBe("/a%2Fb/c%20d/");
}
