using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Dapper;
using Hub.ServiceKit.Storage;

namespace Hub.Customers.Storing;

/// <summary>
/// A row of <c>customers</c>: the amount as text, since its digits are kept; lists as JSON, since only the whole customer
/// is ever read.
/// </summary>
internal sealed record CustomerRow(
    string Id, string Name, string Status, string? Segment, string? TaxNumber, string? CreditLimit, string? CustomerSince,
    string? Language, string Phones, string Addresses, string? Contacts, string? Note, string? ExternalReference, long MadeHere)
{
    private const string Date = "yyyy-MM-dd";
    private static readonly SqlFile Sql = SqlFile.Of<CustomerRow>();
    private static readonly CustomerJson Json = CustomerJson.Default;

    public static async Task<Customer?> FindAsync(DbConnection connection, string id, DbTransaction? transaction = null) =>
        (await connection.QuerySingleOrDefaultAsync<CustomerRow>(Sql["Get"], new { id }, transaction))?.ToCustomer();

    /// <summary>Those behind an id, in the order of their ids.</summary>
    public static async Task<IReadOnlyList<Customer>> ListAsync(DbConnection connection, string after, int limit) =>
        All(await connection.QueryAsync<CustomerRow>(Sql["List"], new { after, limit }));

    /// <summary>In the order of their ids.</summary>
    public static async Task<IReadOnlyList<Customer>> FindAsync(DbConnection connection, string? name, string? city, int limit) =>
        All(await connection.QueryAsync<CustomerRow>(Sql["Find", connection], new { name, city, limit }));

    /// <summary>Several, where the legacy side has given them one reference.</summary>
    public static async Task<IReadOnlyList<Customer>> FindByReferenceAsync(
        DbConnection connection, string externalReference, DbTransaction? transaction = null) =>
        All(await RowsAsync(connection, transaction, externalReference));

    public static async Task<Customer?> FindMadeHereAsync(
        DbConnection connection, DbTransaction transaction, string externalReference) =>
        (await RowsAsync(connection, transaction, externalReference)).SingleOrDefault(r => r.MadeHere == 1)?.ToCustomer();

    /// <summary>Makes or replaces a customer.</summary>
    public static async Task SaveAsync(
        DbConnection connection, DbTransaction transaction, Customer customer, bool madeHere = false)
    {
        await connection.ExecuteAsync(Sql["Save"], Of(customer, madeHere), transaction);
        await connection.ExecuteAsync(Sql["DeleteCities"], new { id = customer.Id }, transaction);
        foreach (var city in customer.Addresses.Select(a => a.City).Distinct())
            await connection.ExecuteAsync(Sql["SaveCity"], new { id = customer.Id, city }, transaction);
    }

    public static async Task DeleteAsync(DbConnection connection, DbTransaction transaction, string id)
    {
        await connection.ExecuteAsync(Sql["DeleteCities"], new { id }, transaction);
        await connection.ExecuteAsync(Sql["Delete"], new { id }, transaction);
    }

    private static IReadOnlyList<Customer> All(IEnumerable<CustomerRow> rows) => [.. rows.Select(r => r.ToCustomer())];

    private static Task<IEnumerable<CustomerRow>> RowsAsync(
        DbConnection connection, DbTransaction? transaction, string externalReference) =>
        connection.QueryAsync<CustomerRow>(Sql["FindByReference"], new { externalReference }, transaction);

    private static CustomerRow Of(Customer customer, bool madeHere) => new(
        customer.Id,
        customer.Name,
        customer.Status.ToString(),
        customer.Segment?.ToString(),
        customer.TaxNumber,
        customer.CreditLimit?.ToString(CultureInfo.InvariantCulture),
        customer.CustomerSince?.ToString(Date, CultureInfo.InvariantCulture),
        customer.Language,
        JsonSerializer.Serialize(customer.Phones, Json.IReadOnlyListPhone),
        JsonSerializer.Serialize(customer.Addresses, Json.IReadOnlyListAddress),
        customer.Contacts is null ? null : JsonSerializer.Serialize(customer.Contacts, Json.IReadOnlyListContact),
        customer.Note,
        customer.ExternalReference,
        madeHere ? 1 : 0);

    private Customer ToCustomer() => new()
    {
        Id = Id,
        Name = Name,
        Status = Enum.Parse<CustomerStatus>(Status),
        Segment = Segment is null ? null : Enum.Parse<Segment>(Segment),
        TaxNumber = TaxNumber,
        CreditLimit = CreditLimit is null ? null : decimal.Parse(CreditLimit, CultureInfo.InvariantCulture),
        CustomerSince = CustomerSince is null ? null : DateOnly.ParseExact(CustomerSince, Date, CultureInfo.InvariantCulture),
        Language = Language,
        Phones = JsonSerializer.Deserialize(Phones, Json.IReadOnlyListPhone)!,
        Addresses = JsonSerializer.Deserialize(Addresses, Json.IReadOnlyListAddress)!,
        Contacts = Contacts is null ? null : JsonSerializer.Deserialize(Contacts, Json.IReadOnlyListContact),
        Note = Note,
        ExternalReference = ExternalReference,
    };
}
