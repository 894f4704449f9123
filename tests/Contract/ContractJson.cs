using System.Text.Json;

namespace Hub.Contract.Tests;

internal static class ContractJson
{
    public static IEnumerable<string> Members(this JsonElement element) => element.EnumerateObject().Select(m => m.Name);

    public static string Text(this JsonElement element, string member) => element.GetProperty(member).GetString()!;

    public static decimal Decimal(this JsonElement element, string member) => element.GetProperty(member).GetDecimal();

    public static IReadOnlyList<JsonElement> Items(this JsonElement page)
    {
        page.Members().ShouldBe(["items"]);
        return [.. page.GetProperty("items").EnumerateArray()];
    }
}
