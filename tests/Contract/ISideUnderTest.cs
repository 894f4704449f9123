namespace Hub.Contract.Tests;

/// <summary>
/// An implementation of the contract, and what it is known to hold. The suites ask over <see cref="Client"/> only, so a
/// new implementation is a class that implements this and one subclass per suite.
/// </summary>
public interface ISideUnderTest
{
    HttpClient Client { get; }

    /// <summary>Every product, in the order of the ids; more than five and at most fifty.</summary>
    IReadOnlyList<string> ProductIds { get; }

    /// <summary>A product that can be ordered, has a remark and costs a price with two decimals.</summary>
    KnownProduct Product { get; }

    /// <summary>Another product that can be ordered, without a remark.</summary>
    KnownProduct ProductWithoutRemark { get; }

    string DiscontinuedProductId { get; }

    string CustomerId { get; }

    /// <summary>An order that is there already, with at least two lines.</summary>
    string SomeOrderId { get; }
}

/// <param name="Id">The id.</param>
/// <param name="Price">The price, digit by digit as it stands in the JSON.</param>
public sealed record KnownProduct(string Id, string Price);
