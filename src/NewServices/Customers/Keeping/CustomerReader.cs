using System.Text.Json;
using System.Text.RegularExpressions;
using Hub.ServiceKit.Requests;

namespace Hub.Customers.Keeping;

/// <summary>Reads the customer of a request; what is wrong with it is noted.</summary>
internal static partial class CustomerReader
{
    private static readonly string[] Members =
    [
        "name", "status", "segment", "taxNumber", "creditLimit", "customerSince", "language",
        "phones", "addresses", "contacts", "note",
    ];

    /// <summary>A customer yet to be made, who has neither id nor reference.</summary>
    public static Customer ReadNew(JsonElement element, RequestErrors errors) =>
        Read(new JsonMembers(element, "", errors, Members), errors);

    /// <summary>A customer as it was read and then changed: id and reference are there, or are left out.</summary>
    public static Customer ReadChanged(JsonElement element, RequestErrors errors)
    {
        var customer = new JsonMembers(element, "", errors, [.. Members, "id", "externalReference"]);
        return Read(customer, errors).Named(customer.Text("id") ?? "", customer.Text("externalReference"));
    }

    private static Customer Read(JsonMembers customer, RequestErrors errors) => new()
    {
        Id = "",
        Name = customer.Text("name", CustomerLimits.LongestName, required: true) ?? "",
        Status = Required<CustomerStatus>(customer, "status"),
        Segment = customer.Value<Segment>("segment"),
        TaxNumber = customer.Text("taxNumber", CustomerLimits.LongestName),
        CreditLimit = customer.DecimalOrNull("creditLimit", CustomerLimits.AmountDigits, CustomerLimits.AmountDecimals),
        CustomerSince = customer.Value("customerSince", ContractDay.Find, "a date, as in 2002-02-28"),
        Language = customer.Matching("language", LanguageTag, "a language tag, as in fr-CA"),
        Phones = ReadPhones(customer, errors),
        Addresses = [.. customer.List("addresses", least: 0).Select(a => ReadAddress(a.Element, a.Path, errors))],
        Contacts = !customer.Has("contacts") ? null
            : [.. customer.List("contacts", least: 0).Select(c => ReadContact(c.Element, c.Path, errors))],
        Note = customer.Text("note", CustomerLimits.LongestNote),
    };

    private static Address ReadAddress(JsonElement element, string path, RequestErrors errors)
    {
        var address = new JsonMembers(element, path, errors, "type", "primary", "lines", "postCode", "city", "country");
        return new Address(
            Required<AddressType>(address, "type"),
            [.. address.Texts("lines", CustomerLimits.LongestName, least: 1, most: CustomerLimits.MostLines)],
            address.Text("city", CustomerLimits.LongestName, required: true) ?? "",
            address.Matching("country", Country, "a country's two letters, as in DE", required: true) ?? "",
            address.Flag("primary"),
            address.Text("postCode", CustomerLimits.LongestName));
    }

    private static Contact ReadContact(JsonElement element, string path, RequestErrors errors)
    {
        var contact = new JsonMembers(element, path, errors, "name", "role", "email", "phones");
        return new Contact(
            contact.Text("name", CustomerLimits.LongestName, required: true) ?? "",
            contact.TextOrNull("email", CustomerLimits.LongestName),
            ReadPhones(contact, errors),
            contact.Text("role", CustomerLimits.LongestName));
    }

    private static IReadOnlyList<Phone> ReadPhones(JsonMembers owner, RequestErrors errors) =>
        [.. owner.List("phones", least: 0).Select(p => ReadPhone(p.Element, p.Path, errors))];

    private static Phone ReadPhone(JsonElement element, string path, RequestErrors errors)
    {
        var phone = new JsonMembers(element, path, errors, "type", "number");
        return new Phone(
            Required<PhoneType>(phone, "type"),
            phone.Text("number", CustomerLimits.LongestName, required: true) ?? "");
    }

    private static T Required<T>(JsonMembers members, string name)
        where T : struct, Enum => members.Value<T>(name, required: true) ?? default;

    /// <summary>As xs:language has it.</summary>
    [GeneratedRegex(
        @"^[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*\z",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex LanguageTag { get; }

    [GeneratedRegex(@"^[A-Z]{2}\z", RegexOptions.None, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Country { get; }
}
