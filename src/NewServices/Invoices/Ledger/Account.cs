using System.Text.Json.Serialization;
using Hub.ServiceKit.Requests;

namespace Hub.Invoices.Ledger;

/// <summary>The accounts, those of finance's ledger and one for what is the customers' own.</summary>
[JsonConverter(typeof(ContractNameConverter<Account>))]
internal enum Account
{
    /// <summary>What customers have to pay; 1400 in finance.</summary>
    Receivables,

    /// <summary>What was paid; 1200 in finance.</summary>
    Bank,

    /// <summary>What was sold; 8400 in finance.</summary>
    Revenue,

    /// <summary>What is to be paid on as tax; 1776 in finance.</summary>
    Tax,

    /// <summary>What customers have paid or been credited beyond their invoices.</summary>
    CustomerCredit,
}
