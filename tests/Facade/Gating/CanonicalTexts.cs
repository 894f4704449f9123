using System.Globalization;
using System.Text.Json;
using Hub.Facade.Gating;

namespace Hub.Facade.Tests.Gating;

/// <summary>JSON in its canonical form (RFC 8785).</summary>
public sealed class CanonicalTexts
{
    // RFC 8785, 3.2.2.
    [Fact]
    public void Texts_and_numbers_are_what_the_RFC_gives_for_its_example() => CanonicalText.Of(JsonElement.Parse("""
        {
          "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
          "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
          "literals": [null, true, false]
        }
        """)).ShouldBe(
        """{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"""
        + @"""string"":""€$\u000f\nA'B\""\\\\\""/""}");

    // RFC 8785, 3.2.3.
    [Fact]
    public void Members_are_sorted_as_the_RFC_sorts_its_example()
    {
        var sorted = CanonicalText.Of(JsonElement.Parse("""
            {
              "\u20ac": 5, "\r": 1, "\ufb33": 7, "1": 2, "\ud83d\ude00": 6, "\u0080": 3, "\u00f6": 4
            }
            """));
        JsonElement.Parse(sorted).EnumerateObject().Select(m => m.Value.GetInt32()).ShouldBe([1, 2, 3, 4, 5, 6, 7]);
        sorted.ShouldStartWith("""{"\r":1,"1":2,""");
    }

    // RFC 8785, appendix B.
    [Theory]
    [InlineData(0x0000000000000000, "0")]
    [InlineData(0x0000000000000001, "5e-324")]
    [InlineData(0x7fefffffffffffff, "1.7976931348623157e+308")]
    [InlineData(0x4340000000000000, "9007199254740992")]
    [InlineData(0x4430000000000000, "295147905179352830000")]
    [InlineData(0x44b52d02c7e14af5, "9.999999999999997e+22")]
    [InlineData(0x44b52d02c7e14af6, "1e+23")]
    [InlineData(0x444b1ae4d6e2ef4e, "999999999999999700000")]
    [InlineData(0x444b1ae4d6e2ef50, "1e+21")]
    [InlineData(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7")]
    [InlineData(0x3eb0c6f7a0b5ed8d, "0.000001")]
    [InlineData(0x41b3de4355555553, "333333333.3333332")]
    [InlineData(0x41b3de4355555557, "333333333.33333343")]
    [InlineData(0x43143ff3c1cb0959, "1424953923781206.2")]
    public void Numbers_are_written_as_ECMAScript_writes_them(long bits, string text)
    {
        var number = BitConverter.Int64BitsToDouble(bits);
        CanonicalText.Number(number).ShouldBe(text);
        CanonicalText.Number(-number).ShouldBe(number == 0 ? "0" : $"-{text}");
        double.Parse(text, CultureInfo.InvariantCulture).ShouldBe(number);
    }
}
