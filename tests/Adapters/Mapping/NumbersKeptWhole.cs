using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Hub.Adapters.Mapping;

namespace Hub.Adapters.Tests.Mapping;

/// <summary>Amounts and dates that old tables keep as whole numbers.</summary>
public sealed class NumbersKeptWhole
{
    [Theory]
    [InlineData("12345", "123.45")]
    [InlineData("5", "0.05")]
    [InlineData("-5", "-0.05")]
    [InlineData("0", "0.00")]
    [InlineData("123456789012345678901234567890", "1234567890123456789012345678.90")]
    public void A_scaled_number_has_its_decimals_and_loses_no_digit(string legacy, string contract)
    {
        var converter = new ScaledNumber(2);
        converter.ToContract(Number(legacy))!.ToJsonString().ShouldBe(contract);
        converter.ToLegacy(Number(contract))!.ToJsonString().ShouldBe(legacy);
    }

    [Theory]
    [InlineData("1.5", "150")]
    [InlineData("1.5e2", "15000")]
    [InlineData("7", "700")]
    [InlineData("1.1000", "110")]
    [InlineData("-0.5", "-50")]
    public void Whatever_notation_the_number_has_it_is_scaled(string contract, string legacy) =>
        new ScaledNumber(2).ToLegacy(Number(contract))!.ToJsonString().ShouldBe(legacy);

    [Fact]
    public void More_decimals_than_the_system_keeps_are_refused_and_not_rounded() =>
        Should.Throw<ConversionException>(() => new ScaledNumber(2).ToLegacy(Number("1.005"))).Message
            .ShouldBe("'1.005' has more than 2 decimals");

    [Fact]
    public void Every_whole_number_comes_back() =>
        Prop.ForAll(ArbMap.Default.ArbFor<long>(), ArbMap.Default.ArbFor<byte>(), (value, decimals) =>
        {
            var converter = new ScaledNumber(1 + decimals % 18);
            converter.ToLegacy(converter.ToContract(JsonValue.Create(value))!)!.ToJsonString().ShouldBe(value.ToString());
        }).Check(Config.QuickThrowOnFailure);

    [Theory]
    [InlineData("20260105", "yyyyMMdd", "2026-01-05")]
    [InlineData("50131", "yyMMdd", "2005-01-31")]
    [InlineData("0", "yyyyMMdd", null)]
    public void A_date_may_be_a_number(string legacy, string format, string? contract) =>
        DateNotation.OfDate(format).ToContract(Number(legacy))?.ToString().ShouldBe(contract);

    private static JsonNode Number(string text) => JsonNode.Parse(text)!;
}
