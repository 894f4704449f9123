using System.ComponentModel;
using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Dapper;
using Hub.ServiceKit.Requests;
using Hub.ServiceKit.Storage;

namespace Hub.Invoices.Taxing;

/// <summary>A rate of tax.</summary>
internal sealed partial record TaxRate(
    [property: Description("The country as in ISO 3166: two letters.")] string Country,
    TaxCategory Category,
    [property: Description("The first day on which it holds, until another one of the category does.")] DateOnly ValidFrom,
    [property: Description("In percent.")] decimal Rate)
{
    public const string CountryExpected = "two capital letters, as in DE";

    private const decimal Unit = 1000;
    private static readonly SqlFile Sql = SqlFile.Of<TaxRate>();

    [GeneratedRegex(@"^[A-Z]{2}\z", RegexOptions.None, matchTimeoutMilliseconds: Timeout.Infinite)]
    public static partial Regex CountryCode { get; }

    /// <summary>Returns a category's name in the contract.</summary>
    public static string NameOf(TaxCategory category) => JsonNamingPolicy.CamelCase.ConvertName(category.ToString());

    /// <summary>Returns the rates of a country on a day.</summary>
    public static async Task<IReadOnlyDictionary<TaxCategory, decimal>> FindAsync(
        DbConnection connection, DbTransaction transaction, string country, DateOnly day) =>
        (await connection.QueryAsync<Row>(Sql["On"], new { country, day = Day.ToNumber(day) }, transaction))
            .Select(r => r.ToRate()).ToDictionary(r => r.Category, r => r.Rate);

    /// <summary>Returns rates by country, category and day; of a day those that hold on it.</summary>
    public static async Task<IReadOnlyList<TaxRate>> ListAsync(DbConnection connection, string? country, long? day) =>
        [
            .. (await connection.QueryAsync<Row>(Sql[day is null ? "List" : "On"], new { country, day }))
                .Select(r => r.ToRate()),
        ];

    /// <summary>Adds a rate; returns false where there is one of that day already, which stays as it is.</summary>
    public async Task<bool> AddAsync(DbConnection connection, DbTransaction transaction) => await connection.ExecuteAsync(
        Sql["Add"],
        new { Country, category = Category.ToString(), validFrom = Day.ToNumber(ValidFrom), rate = (long)(Rate * Unit) },
        transaction) == 1;

    private sealed record Row(string Country, string Category, long ValidFrom, long Rate)
    {
        public TaxRate ToRate() => new(Country, Enum.Parse<TaxCategory>(Category), Day.Of(ValidFrom), Rate / Unit);
    }
}

[JsonConverter(typeof(ContractNameConverter<TaxCategory>))]
internal enum TaxCategory
{
    Standard,
    Reduced,
    Zero,
}

/// <summary>Rates by country, category and day.</summary>
internal sealed record TaxRates(IReadOnlyList<TaxRate> Items);
