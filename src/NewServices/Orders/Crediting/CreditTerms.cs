using System.Data.Common;
using System.Globalization;
using System.Text.Json.Serialization;
using Dapper;
using Hub.ServiceKit.Storage;

namespace Hub.Orders.Crediting;

/// <summary>A customer as far as placing an order needs it; the other members are not this service's business.</summary>
/// <param name="CreditLimit">How much may be open at once; null where no limit was agreed.</param>
internal sealed record CreditTerms(decimal? CreditLimit)
{
    private static readonly SqlFile Sql = SqlFile.Of<CreditTerms>();

    /// <summary>
    /// Returns why a customer cannot order for an amount, or null. Who is not known here has no limit: the customers' link tells
    /// this service of them, or it does not.
    /// </summary>
    /// <param name="connection">The connection of the order's transaction.</param>
    /// <param name="transaction">The order's transaction.</param>
    /// <param name="customerId">The customer.</param>
    /// <param name="amount">What the order comes to.</param>
    public static async Task<string?> FindRefusalAsync(
        DbConnection connection, DbTransaction transaction, string customerId, decimal amount)
    {
        var agreed = await connection.ExecuteScalarAsync<string?>(Sql["FindLimit"], new { customerId }, transaction);
        if (agreed is null)
            return null;
        var limit = decimal.Parse(agreed, CultureInfo.InvariantCulture);
        // Summed here, since SQLite has no decimals; what is shipped is the invoice's business.
        var open = (await connection.QueryAsync<string>(Sql["OpenTotals"], new { customerId }, transaction))
            .Sum(total => decimal.Parse(total, CultureInfo.InvariantCulture));
        return open + amount <= limit ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"the credit limit is {limit}, orders of {open} are open, and this one comes to {amount}");
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CreditTerms))]
internal sealed partial class CreditTermsJson : JsonSerializerContext;
