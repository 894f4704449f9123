using System.Text;
using Hub.Adapters.SoapSystems;

namespace Hub.Adapters.Tests.SoapSystems;

/// <summary>Who a SOAP message that passes through names as its account.</summary>
public sealed class AccountsOfMessages
{
    private const string Envelope = "http://schemas.xmlsoap.org/soap/envelope/";
    private const string Security = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
    private const string Token =
        $"<w:Security xmlns:w='{Security}'><w:UsernameToken><w:Username> erp &amp; batch </w:Username>"
        + "<w:Password>hunter2</w:Password></w:UsernameToken></w:Security>";

    [Theory]
    [InlineData(Token, "erp & batch")]
    [InlineData("", null)]
    [InlineData("<Username xmlns='urn:other'>somebody</Username>", null)]
    [InlineData("<w:Username xmlns:w='" + Security + "'>outside of a token</w:Username>", null)]
    public void It_is_the_name_in_the_UsernameToken_and_nothing_else(string header, string? account) =>
        Find($"<s:Envelope xmlns:s='{Envelope}'><s:Header>{header}</s:Header><s:Body/></s:Envelope>")
            .ShouldBe(account);

    [Fact]
    public void A_name_in_the_body_is_a_record_and_no_account() =>
        Find($"<s:Envelope xmlns:s='{Envelope}'><s:Body>{Token}</s:Body></s:Envelope>").ShouldBeNull();

    [Fact]
    public void A_message_that_is_cut_off_behind_the_name_names_it_and_one_before_it_nobody()
    {
        var message = $"<s:Envelope xmlns:s='{Envelope}'><s:Header>{Token}";
        Find(message[..(message.IndexOf("hunter2", StringComparison.Ordinal) + 2)]).ShouldBe("erp & batch");
        Find(message[..message.IndexOf("batch", StringComparison.Ordinal)]).ShouldBeNull();
    }

    [Theory]
    [InlineData("not XML"), InlineData(""), InlineData("<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>")]
    public void What_is_no_message_names_nobody(string text) => Find(text).ShouldBeNull();

    [Fact]
    public void Messages_in_UTF_16_are_read_as_well() =>
        new MessageAccounts().Find(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(
            $"<s:Envelope xmlns:s='{Envelope}'><s:Header>{Token}</s:Header></s:Envelope>")).ToArray())
            .ShouldBe("erp & batch");

    private static string? Find(string message) => new MessageAccounts().Find(Encoding.UTF8.GetBytes(message));
}
