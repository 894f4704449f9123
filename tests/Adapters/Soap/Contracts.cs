using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;
using Hub.Soap.Contracts;
using Hub.Soap.Wsdl;
using Hub.Soap.Xsd;

namespace Hub.Adapters.Tests.Soap;

public sealed class Contracts
{
    [Fact]
    public void SOAP_1_1_is_taken_where_both_are_offered() =>
        WsdlReader.Read(Parts.Bundle().Files, "contracts/parts.wsdl").Version.ShouldBe(SoapVersion.Soap11);

    [Fact]
    public void SOAP_1_2_is_taken_when_asked_for()
    {
        var contract = WsdlReader.Read(Parts.Bundle().Files, "contracts/parts.wsdl", SoapVersion.Soap12);

        contract.Version.ShouldBe(SoapVersion.Soap12);
        contract.Operations.Keys.ShouldBe(["GetPart"]);
    }

    [Fact]
    public void An_operation_the_hub_cannot_speak_does_not_spoil_the_others()
    {
        var contract = WsdlReader.Read(Parts.Bundle().Files, "contracts/parts.wsdl");

        contract.Operations.Keys.ShouldBe(["GetPart", "Book"], ignoreOrder: true);
        contract.Unsupported["Old"].ShouldBe("type 'Lost' of 'urn:parts' is in no schema");
    }

    [Fact]
    public void A_schema_outside_the_plan_is_never_fetched()
    {
        var bundle = RunningAdapters.Bundle(
            ("w.wsdl", Parts.Wsdl.Replace("xsd/parts.xsd", "http://127.0.0.1:1/parts.xsd", StringComparison.Ordinal)));

        var contract = WsdlReader.Read(bundle.Files, "w.wsdl");
        contract.Operations.ShouldBeEmpty();
        contract.Unsupported["GetPart"].ShouldBe("element 'GetPart' is in no schema");
    }

    [Theory]
    [InlineData("../../../etc/passwd")]
    [InlineData("file:///etc/passwd")]
    public void Nothing_outside_the_plan_is_read(string location)
    {
        var bundle = RunningAdapters.Bundle(("w.wsdl", Parts.Wsdl.Replace(
            "<types>", $"<import namespace='x' location='{location}'/><types>", StringComparison.Ordinal)));

        Should.Throw<InvalidContractException>(() => WsdlReader.Read(bundle.Files, "w.wsdl")).Message.ShouldNotContain("root:");
    }

    [Fact]
    public void A_WSDL_with_a_DTD_is_refused()
    {
        var bundle = RunningAdapters.Bundle(("w.wsdl", $"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>{Parts.Wsdl}"));

        Should.Throw<InvalidContractException>(() => WsdlReader.Read(bundle.Files, "w.wsdl")).Message.ShouldContain("DTD");
    }
}
