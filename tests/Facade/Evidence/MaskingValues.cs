using System.Text.Json;
using Hub.Facade.Evidence;

namespace Hub.Facade.Tests.Evidence;

/// <summary>Examples show the shape of values and nothing of them.</summary>
public sealed class MaskingValues
{
    [Theory]
    [InlineData("\"Ann O'Hara, Köln 50667\"", "\"xxx x'xxxx, xxxx 99999\"")]
    [InlineData("\"C-1001\"", "\"x-9999\"")]
    [InlineData("\"ann@x.org\"", "\"xxx@x.xxx\"")]
    [InlineData("\"東京 😀\"", "\"xx xx\"")]
    [InlineData("-12.50e3", "-99.99x9")]
    [InlineData("true", "a boolean")]
    [InlineData("null", "null")]
    [InlineData("""{"ann":1}""", "{1 member}")]
    [InlineData("[]", "[0 entries]")]
    public void Letters_and_digits_are_gone(string value, string expected) =>
        MaskedValue.Of(JsonDocument.Parse(value).RootElement).ShouldBe(expected);

    [Fact]
    public void A_long_text_is_cut() =>
        MaskedValue.Of(JsonSerializer.SerializeToElement(new string('a', 500))).ShouldBe($"\"{new string('x', 80)}…\"");

    [Theory]
    [InlineData("9.99", "10.00", "at most 0.01")]
    [InlineData("100", "101.5", "at most 10")]
    [InlineData("0", "51234", "at most 100000")]
    [InlineData("\"2026-03-29T01:30:00Z\"", "\"2026-03-29T02:30:00Z\"", "1h")]
    [InlineData("\"1970-05-17T00:00:00\"", "\"0001-01-01T00:00:00\"", "more than a day")]
    [InlineData("\"a\"", "\"a \"", "blanks around it")]
    [InlineData("\"a\"", "\"A\"", "upper and lower case")]
    [InlineData("\"a\"", "\"b\"", null)]
    [InlineData("1", "\"1\"", null)]
    public void How_far_apart_they_are_is_told_where_that_gives_nothing_away(string legacy, string @new, string? expected) =>
        MaskedValue.Apart(JsonDocument.Parse(legacy).RootElement, JsonDocument.Parse(@new).RootElement).ShouldBe(expected);
}
