namespace Hub.Contract.Tests;

/// <summary>An implementation of the customers capability that holds the CRM's first data, C-1001 to C-1050.</summary>
public interface ICustomersSide
{
    HttpClient Client { get; }
}
